import { tell } from './stories.mjs'

tell('1.0.8')

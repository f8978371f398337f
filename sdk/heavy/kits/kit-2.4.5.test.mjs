import { tell } from './stories.mjs'

tell('2.4.5')

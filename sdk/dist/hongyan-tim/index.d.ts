export * from './types/tim'
export { default } from './types/tim'

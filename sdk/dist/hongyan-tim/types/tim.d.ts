export * from './tim/index'
export { default } from './tim/index'

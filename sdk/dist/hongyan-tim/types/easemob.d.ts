export * from './easemob/index'
export { default } from './easemob/index'

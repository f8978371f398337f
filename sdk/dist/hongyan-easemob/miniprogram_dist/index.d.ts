export * from '../types/easemob'
export { default } from '../types/easemob'

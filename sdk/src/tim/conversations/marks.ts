/** Marks of a conversation at the server are words: types of marks are `tim:4`, groups of conversations `tim.g:Name`. */
const typeMark = 'tim:'
const groupMark = 'tim.g:'

export const markOfType = (type: number): string => typeMark + type
export const markOfGroup = (name: string): string => groupMark + name

const after = (prefix: string, marks: string[] = []): string[] => marks.filter((one) => one.indexOf(prefix) === 0).map((one) => one.slice(prefix.length))

export const marksIn = (marks?: string[]): number[] => after(typeMark, marks).map(Number)
export const groupsIn = (marks?: string[]): string[] => after(groupMark, marks)

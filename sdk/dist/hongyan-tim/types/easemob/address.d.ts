/** What kind of conversation: the old API's words. */
export type ChatType = 'singleChat' | 'groupChat' | 'chatRoom';
/** The address `user/ID`, `group/ID` or `room/ID`. */
export declare function addressOf(chatType: string | undefined, id: string): string;
/** The id in an address. */
export declare const idOf: (address: string) => string;
/** What kind of conversation an address names. */
export declare const chatTypeOf: (address: string) => ChatType;
/** The same in the words of messages that `listen` hears. */
export declare const legacyTypeOf: (address: string) => "chat" | "groupchat" | "chatroom";

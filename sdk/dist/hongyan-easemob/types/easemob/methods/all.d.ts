import { type Answer } from '../answering';
import type { Face } from '../face';
import { oldNames } from './old-names';
import { type Sent } from './sending';
declare const methodsOf: (face: Face) => {
    createChatThread({ parentId, name, messageId }: {
        parentId: string;
        name: string;
        messageId: string;
    }): Promise<Answer<{
        chatThreadId: string;
    }>>;
    joinChatThread({ chatThreadId }: {
        chatThreadId: string;
    }): Promise<Answer<{
        status: string;
        detail: import("../..").JSONObject;
    }>>;
    leaveChatThread({ chatThreadId }: {
        chatThreadId: string;
    }): Promise<Answer<{
        status: string;
    }>>;
    destroyChatThread({ chatThreadId }: {
        chatThreadId: string;
    }): Promise<Answer<{
        status: string;
    }>>;
    changeChatThreadName({ chatThreadId, name }: {
        chatThreadId: string;
        name: string;
    }): Promise<Answer<{
        name: any;
    }>>;
    getChatThreadMembers({ chatThreadId, ...page }: {
        chatThreadId: string;
    } & import("./threads").Page): Promise<{
        properties: {
            cursor: string;
        };
        type: 0;
        data: {
            affiliations: string[];
        };
    }>;
    removeChatThreadMember({ chatThreadId, username }: {
        chatThreadId: string;
        username: string;
    }): Promise<Answer<{
        result: boolean;
        user: string;
    }>>;
    getJoinedChatThreads({ parentId, ...page }?: import("./threads").Page): Promise<{
        entities: import("../..").JSONObject[];
        properties: {
            cursor: string;
        };
        type: 0;
        data: import("../..").JSONObject[];
    }>;
    getChatThreads({ parentId, ...page }: import("./threads").Page & {
        parentId: string;
    }): Promise<{
        entities: import("../..").JSONObject[];
        properties: {
            cursor: string;
        };
        type: 0;
        data: import("../..").JSONObject[];
    }>;
    getChatThreadLastMessage({ chatThreadIds }: {
        chatThreadIds: string[];
    }): Promise<{
        entities: {
            chatThreadId: string;
            lastMessage: {};
        }[];
        type: 0;
        data: {
            chatThreadId: string;
            lastMessage: {};
        }[];
    }>;
    getChatThreadDetail({ chatThreadId }: {
        chatThreadId: string;
    }): Promise<Answer<import("../..").JSONObject>>;
    publishPresence({ description }: {
        description: string;
    }): Promise<void>;
    subscribePresence({ usernames, expiry }: {
        usernames: string[];
        expiry?: number;
    }): Promise<Answer<{
        result: import("../..").JSONObject[];
    }>>;
    unsubscribePresence({ usernames }: {
        usernames: string[];
    }): Promise<Answer<{
        result: string;
    }>>;
    getSubscribedPresencelist({ pageNum, pageSize }?: {
        usernames?: string | string[];
        pageNum?: number;
        pageSize?: number;
    }): Promise<Answer<{
        result: {
            totalnum: number;
            sublist: {
                uid: string;
                expiry: number;
            }[];
        };
    }>>;
    getPresenceStatus({ usernames }: {
        usernames: string[];
    }): Promise<Answer<{
        result: import("../..").JSONObject[];
    }>>;
    listChatRoomMembers(options: import("../..").JSONObject): Promise<{
        count: number;
        type: 0;
        data: ({
            owner: string;
            member?: undefined;
        } | {
            member: string;
            owner?: undefined;
        })[];
    }>;
    getChatRoomAdmin(options: import("../..").JSONObject): Promise<Answer<string[]>>;
    setChatRoomAdmin(options: import("../..").JSONObject): Promise<Answer<{
        newadmin: any;
        result: string;
    }>>;
    removeChatRoomAdmin(options: import("../..").JSONObject): Promise<Answer<{
        oldadmin: any;
        result: string;
    }>>;
    removeChatRoomMember(options: import("../..").JSONObject): Promise<Answer<{
        user: string;
        result: boolean;
        id: string;
    }[]>>;
    removeChatRoomMembers(options: import("../..").JSONObject): Promise<Answer<{
        user: string;
        result: boolean;
        id: string;
    }[]>>;
    muteChatRoomMember(options: import("../..").JSONObject): Promise<Answer<{
        user: string;
        result: boolean;
        id: string;
    }[]>>;
    unmuteChatRoomMember(options: import("../..").JSONObject): Promise<Answer<{
        user: string;
        result: boolean;
        id: string;
    }[]>>;
    getChatRoomMutelist(options: import("../..").JSONObject): Promise<Answer<{
        user: string;
        expire: number | undefined;
    }[]>>;
    isInChatRoomMutelist(options: import("../..").JSONObject): Promise<Answer<boolean>>;
    blockChatRoomMember(options: import("../..").JSONObject): Promise<Answer<{
        user: string;
        result: boolean;
        id: string;
    }[]>>;
    blockChatRoomMembers(options: import("../..").JSONObject): Promise<Answer<{
        user: string;
        result: boolean;
        id: string;
    }[]>>;
    unblockChatRoomMember(options: import("../..").JSONObject): Promise<Answer<{
        user: string;
        result: boolean;
        id: string;
    }[]>>;
    unblockChatRoomMembers(options: import("../..").JSONObject): Promise<Answer<{
        user: string;
        result: boolean;
        id: string;
    }[]>>;
    getChatRoomBlocklist(options: import("../..").JSONObject): Promise<Answer<string[]>>;
    disableSendChatRoomMsg(options: import("../..").JSONObject): Promise<Answer<{
        mute: boolean;
    }>>;
    enableSendChatRoomMsg(options: import("../..").JSONObject): Promise<Answer<{
        mute: boolean;
    }>>;
    addUsersToChatRoomAllowlist(options: import("../..").JSONObject): Promise<Answer<{
        user: string;
        result: boolean;
        id: string;
    }[]>>;
    removeChatRoomAllowlistMember(options: import("../..").JSONObject): Promise<Answer<{
        user: string;
        result: boolean;
        id: string;
    }[]>>;
    getChatRoomAllowlist(options: import("../..").JSONObject): Promise<Answer<string[]>>;
    isInChatRoomAllowlist(options: import("../..").JSONObject): Promise<Answer<{
        white: boolean;
    }>>;
    setChatRoomAttributes: ({ roomId, attributes, autoDelete, isForced }: import("./rooms").Values) => Promise<Answer<import("../..").JSONObject>>;
    setChatRoomAttribute({ attributeKey, attributeValue, ...rest }: import("./rooms").Of & {
        attributeKey: string;
        attributeValue: string;
        autoDelete?: boolean;
        isForced?: boolean;
    }): Promise<Answer<import("../..").JSONObject>>;
    removeChatRoomAttributes: ({ roomId, attributeKeys, isForced }: import("./rooms").Of & {
        attributeKeys: string[];
        isForced?: boolean;
    }) => Promise<Answer<import("../..").JSONObject>>;
    removeChatRoomAttribute({ attributeKey, ...rest }: import("./rooms").Of & {
        attributeKey: string;
        isForced?: boolean;
    }): Promise<Answer<import("../..").JSONObject>>;
    getChatRoomAttributes({ roomId, attributeKeys }: import("./rooms").Of & {
        attributeKeys?: string[];
    }): Promise<Answer<{
        [x: string]: any;
    }>>;
    joinChatRoom({ roomId, leaveOtherRooms }: import("./rooms").Of & {
        message?: string;
        ext?: string;
        leaveOtherRooms?: boolean;
    }): Promise<Answer<{
        action: string;
        result: boolean;
        user: string;
        id: string;
        info: import("../..").JSONObject;
    }>>;
    leaveChatRoom({ roomId }: import("./rooms").Of): Promise<Answer<{
        action: string;
        result: boolean;
        user: string;
        id: string;
    }>>;
    getJoinedChatRooms(_options?: object): Promise<Answer<import("../..").JSONObject[]>>;
    getChatRooms({ pagenum, pagesize }?: {
        pagenum?: number;
        pagesize?: number;
    }): Promise<{
        count: number;
        type: 0;
        data: import("../..").JSONObject[];
    }>;
    createChatRoom({ name, description: text, maxusers }: import("../..").JSONObject): Promise<Answer<{
        id: string;
    }>>;
    destroyChatRoom({ chatRoomId, roomId }: {
        chatRoomId?: string;
        roomId?: string;
    }): Promise<Answer<{
        success: boolean;
        id: string;
    }>>;
    getChatRoomDetails({ chatRoomId, roomId }: {
        chatRoomId?: string;
        roomId?: string;
    }): Promise<Answer<import("../..").JSONObject[]>>;
    modifyChatRoom({ chatRoomId, roomId, chatRoomName, description: text }: import("../..").JSONObject): Promise<Answer<{
        groupname: boolean;
        description: boolean;
    }>>;
    changeChatRoomOwner({ chatRoomId, roomId, newOwner }: import("../..").JSONObject): Promise<Answer<{
        newowner: boolean;
    }>>;
    fetchChatRoomAnnouncement({ roomId }: import("./rooms").Of): Promise<Answer<{
        announcement: string;
    }>>;
    updateChatRoomAnnouncement({ roomId, announcement }: import("./rooms").Of & {
        announcement: string;
    }): Promise<Answer<{
        id: string;
        result: boolean;
    }>>;
    muteGroupMember({ groupId, muteDuration, ...options }: import("./group-rules").Of & {
        muteDuration?: number;
    } & import("../..").JSONObject): Promise<Answer<{
        user: string;
        result: boolean;
    }[]>>;
    unmuteGroupMember({ groupId, ...options }: import("./group-rules").Of & import("../..").JSONObject): Promise<Answer<{
        user: string;
        result: boolean;
    }[]>>;
    getGroupMutelist({ groupId }: import("./group-rules").Of): Promise<Answer<{
        user: string;
        expire: number | undefined;
    }[]>>;
    isInGroupMutelist({ groupId }: import("./group-rules").Of): Promise<Answer<boolean>>;
    disableSendGroupMsg({ groupId }: import("./group-rules").Of): Promise<Answer<{
        mute: boolean;
    }>>;
    enableSendGroupMsg({ groupId }: import("./group-rules").Of): Promise<Answer<{
        mute: boolean;
    }>>;
    addUsersToGroupAllowlist({ groupId, ...options }: import("./group-rules").Of & import("../..").JSONObject): Promise<Answer<{
        user: string;
        result: boolean;
    }[]>>;
    removeGroupAllowlistMember({ groupId, userName, ...options }: import("./group-rules").Of & import("../..").JSONObject): Promise<Answer<{
        user: string;
        result: boolean;
    }[]>>;
    getGroupAllowlist({ groupId }: import("./group-rules").Of): Promise<Answer<string[]>>;
    isInGroupAllowlist({ groupId, userName }: import("./group-rules").Of & {
        userName?: string;
    }): Promise<Answer<{
        white: boolean;
    }>>;
    blockGroupMember({ groupId, username }: import("./group-rules").Of & {
        username: string;
    }): Promise<Answer<{
        user: string;
        result: boolean;
    }[]>>;
    blockGroupMembers({ groupId, ...options }: import("./group-rules").Of & import("../..").JSONObject): Promise<Answer<{
        user: string;
        result: boolean;
    }[]>>;
    unblockGroupMember({ groupId, username }: import("./group-rules").Of & {
        username: string;
    }): Promise<Answer<{
        user: string;
        result: boolean;
    }[]>>;
    unblockGroupMembers({ groupId, ...options }: import("./group-rules").Of & import("../..").JSONObject): Promise<Answer<{
        user: string;
        result: boolean;
    }[]>>;
    getGroupBlocklist({ groupId }: import("./group-rules").Of): Promise<Answer<string[]>>;
    uploadGroupSharedFile({ groupId, file, ...told }: import("./group-rules").Of & {
        file: import("../..").JSONObject | string;
    } & import("../..").JSONObject): Promise<Answer<{
        file_id: string;
        file_name: string;
        file_owner: string | undefined;
        file_size: number;
        created: number;
        file_url: any;
    }>>;
    deleteGroupSharedFile({ groupId, fileId }: import("./group-rules").Of & {
        fileId: string;
    }): Promise<Answer<{
        file_id: string;
        group_id: string;
        result: boolean;
    }>>;
    getGroupSharedFilelist({ groupId, pageNum, pageSize }: import("./group-rules").Of & {
        pageNum?: number;
        pageSize?: number;
    }): Promise<Answer<{
        file_id: string;
        file_name: string;
        file_owner: string;
        file_size: number;
        created: number;
    }[]>>;
    downloadGroupSharedFile({ fileId, onFileDownloadComplete }: import("./group-rules").Of & {
        fileId: string;
        onFileDownloadComplete?: (file: {
            url: string;
        }) => void;
    }): Promise<Answer<{
        url: string;
    }>>;
    listGroupMembers({ groupId, pageNum, pageSize }: import("./group-members").Of & {
        pageNum?: number;
        pageSize?: number;
    }): Promise<{
        count: number;
        type: 0;
        data: ({
            owner: string;
            member?: undefined;
        } | {
            member: string;
            owner?: undefined;
        })[];
    }>;
    getGroupMembers({ groupId, cursor, limit }: import("./group-members").Of & {
        cursor?: string;
        limit?: number;
    }): Promise<Answer<{
        members: {
            userId: string;
            role: "owner" | "admin" | "member";
            joinedTime: number;
        }[];
        cursor: string;
    }>>;
    getGroupAdmin({ groupId }: import("./group-members").Of): Promise<Answer<string[]>>;
    setGroupAdmin({ groupId, username }: import("./group-members").Of & {
        username: string;
    }): Promise<Answer<{
        newadmin: string;
        result: string;
    }>>;
    removeGroupAdmin({ groupId, username }: import("./group-members").Of & {
        username: string;
    }): Promise<Answer<{
        oldadmin: string;
        result: string;
    }>>;
    inviteUsersToGroup({ groupId, ...options }: import("./group-members").Of & import("../..").JSONObject): Promise<Answer<{
        user: string;
        result: boolean;
        action: string;
        groupid: string;
        reason: string;
    }[]>>;
    joinGroup({ groupId, message }: import("./group-members").Of & {
        message?: string;
    }): Promise<Answer<{
        result: boolean;
        state: "joined" | "pending";
        user: string;
        id: string;
        action: string;
    }>>;
    leaveGroup({ groupId }: import("./group-members").Of): Promise<Answer<{
        result: boolean;
    }>>;
    acceptGroupJoinRequest({ groupId, applicant }: import("./group-members").Of & {
        applicant: string;
    }): Promise<Answer<{
        user: string;
        groupid: string;
        result: boolean;
        action: string;
    }>>;
    rejectGroupJoinRequest({ groupId, applicant, reason }: import("./group-members").Of & {
        applicant: string;
        reason?: string;
    }): Promise<Answer<{
        user: string;
        groupid: string;
        result: boolean;
        action: string;
    }>>;
    acceptGroupInvite({ groupId }: import("./group-members").Of & {
        invitee?: string;
    }): Promise<Answer<{
        user: string;
        groupid: string;
        result: boolean;
        action: string;
    }>>;
    rejectGroupInvite({ groupId, reason }: import("./group-members").Of & {
        invitee?: string;
        reason?: string;
    }): Promise<Answer<{
        user: string;
        groupid: string;
        result: boolean;
        action: string;
    }>>;
    removeGroupMember({ groupId, username }: import("./group-members").Of & {
        username: string;
    }): Promise<Answer<{
        user: string;
        result: boolean;
        action: string;
        groupid: string;
        reason: string;
    }>>;
    removeGroupMembers({ groupId, ...options }: import("./group-members").Of & import("../..").JSONObject): Promise<Answer<{
        user: string;
        result: boolean;
        action: string;
        groupid: string;
        reason: string;
    }[]>>;
    setGroupMemberAttributes({ groupId, userId, memberAttributes }: import("./group-members").Of & {
        userId: string;
        memberAttributes: {
            [name: string]: string;
        };
    }): Promise<Answer<import("../..").JSONObject>>;
    getGroupMemberAttributes({ groupId, userId }: import("./group-members").Of & {
        userId: string;
    }): Promise<Answer<import("../..").JSONObject>>;
    getGroupMembersAttributes({ groupId, userIds, keys }: import("./group-members").Of & {
        userIds: string[];
        keys?: string[];
    }): Promise<Answer<import("../..").JSONObject>>;
    createGroup({ data }: {
        data: import("./groups").NewGroupData;
    }): Promise<Answer<{
        groupid: string;
        groupId: string;
    }>>;
    createGroupVNext({ groupName, description, members: users, isPublic, needApprovalToJoin, allowMemberToInvite, inviteNeedConfirm, maxMemberCount, extension, avatar }: import("../..").JSONObject): Promise<Answer<import("../..").JSONObject>>;
    getJoinedGroups: ({ pageNum, pageSize, needRole }?: {
        pageNum?: number;
        pageSize?: number;
        needAffiliations?: boolean;
        needRole?: boolean;
    }) => Promise<{
        entities: import("../..").JSONObject[];
        count: number;
        type: 0;
        data: import("../..").JSONObject[];
    }>;
    getGroup({ limit }?: {
        limit?: number;
    }): Promise<{
        entities: import("../..").JSONObject[];
        count: number;
        type: 0;
        data: import("../..").JSONObject[];
    }>;
    getGroupInfo({ groupId }: {
        groupId: string | string[];
    }): Promise<Answer<{
        affiliations: ({
            owner: string;
            member?: undefined;
        } | {
            member: string;
            owner?: undefined;
        })[];
    }[]>>;
    modifyGroup({ groupId, groupName, description, ext, avatar, ...more }: import("../..").JSONObject): Promise<Answer<{
        groupname: boolean;
        description: boolean;
        ext: any;
        name: any;
    }>>;
    listGroups({ limit, cursor }?: {
        limit?: number;
        cursor?: string;
    }): Promise<{
        cursor: string;
        type: 0;
        data: {
            groupid: string;
            groupId: string;
            groupname: string;
            groupName: string;
            affiliationsCount: number;
            owner: string;
            avatar: string;
        }[];
    }>;
    changeGroupOwner({ groupId, newOwner }: {
        groupId: string;
        newOwner: string;
    }): Promise<Answer<{
        newowner: boolean;
    }>>;
    destroyGroup({ groupId }: {
        groupId: string;
    }): Promise<Answer<{
        success: boolean;
        id: string;
        groupid: string;
    }>>;
    fetchGroupAnnouncement({ groupId }: {
        groupId: string;
    }): Promise<Answer<{
        announcement: string;
    }>>;
    updateGroupAnnouncement({ groupId, announcement }: {
        groupId: string;
        announcement: string;
    }): Promise<Answer<{
        id: string;
        result: boolean;
    }>>;
    setSilentModeForAll({ options }: {
        options: import("./silent").SilentOptions;
    }): Promise<Answer<import("../..").JSONObject>>;
    getSilentModeForAll(_callbacks?: object): Promise<Answer<import("../..").JSONObject>>;
    setSilentModeForConversation({ conversationId, type, options }: import("./silent").Named & {
        options: import("./silent").SilentOptions;
    }): Promise<Answer<import("../..").JSONObject>>;
    clearRemindTypeForConversation({ conversationId, type }: import("./silent").Named): Promise<Answer<import("../..").JSONObject>>;
    getSilentModeForConversation({ conversationId, type }: import("./silent").Named): Promise<Answer<import("../..").JSONObject>>;
    getSilentModeForConversations({ conversationList }: {
        conversationList: Array<{
            id: string;
            type: import("..").ChatType;
        }>;
    }): Promise<Answer<{
        user: import("../..").JSONObject;
        group: import("../..").JSONObject;
    }>>;
    getSilentModeRemindTypeConversations({ pageSize, cursor }?: {
        pageSize?: number;
        cursor?: string;
    }): Promise<Answer<{
        conversations: {
            conversationId: string;
            type: import("..").ChatType;
            remindType: any;
        }[];
        cursor: string;
    }>>;
    updateUserInfo(info: string | import("../..").JSONObject, value?: unknown): Promise<Answer<import("../..").JSONObject>>;
    fetchUserInfoById(userId: string | string[], names?: string | string[]): Promise<Answer<{
        [user: string]: import("../..").JSONObject;
    }>>;
    updateCurrentUserNick(nickname: string): Promise<Answer<import("../..").JSONObject>>;
    getSelfIdsOnOtherPlatform(_callbacks?: object): Promise<Answer<string[]>>;
    registerUser({ username, password, nickname }: {
        username: string;
        password: string;
        nickname?: string;
    }): Promise<Answer<{
        entities: {
            username: string;
            nickname: string | undefined;
            created: number;
            activated: boolean;
            type: string;
        }[];
    }>>;
    getContacts(_callbacks?: object): Promise<Answer<string[]>>;
    getAllContacts(): Promise<Answer<{
        userId: string;
        remark: string;
    }[]>>;
    getContactsWithCursor({ pageSize, cursor }?: {
        pageSize?: number;
        cursor?: string;
    }): Promise<Answer<{
        contacts: {
            userId: string;
            remark: string;
        }[];
        cursor: string;
    }>>;
    addContact(to: string | {
        to: string;
        message?: string;
    }, text?: string): Promise<void>;
    deleteContact(to: string | {
        to: string;
    }): Promise<void>;
    acceptContactInvite(from: string | {
        from: string;
    }): Promise<void>;
    declineContactInvite(from: string | {
        from: string;
    }): Promise<void>;
    setContactRemark({ userId, remark }: {
        userId: string;
        remark: string;
    }): Promise<Answer<{
        userId: string;
        remark: string;
    }>>;
    getBlocklist(_callbacks?: object): Promise<Answer<string[]>>;
    addUsersToBlocklist({ name }: {
        name: string | string[];
    }): Promise<void>;
    removeUserFromBlocklist({ name }: {
        name: string | string[];
    }): Promise<void>;
    getServerConversations({ pageSize, cursor }?: {
        pageSize?: number;
        cursor?: string;
    }): Promise<Answer<{
        conversations: import("../..").JSONObject[];
        cursor: string;
    }>>;
    getServerPinnedConversations(_options?: {
        pageSize?: number;
        cursor?: string;
    }): Promise<Answer<{
        conversations: import("../..").JSONObject[];
        cursor: string;
    }>>;
    getServerConversationsByFilter({ filter }: {
        pageSize?: number;
        cursor?: string;
        filter: {
            mark: number | string;
        };
    }): Promise<Answer<{
        conversations: import("../..").JSONObject[];
        cursor: string;
    }>>;
    getConversationlist(_callbacks?: object): Promise<Answer<{
        channel_infos: {
            channel_id: string;
            unread_num: number;
            lastMessage: import("../..").JSONObject | undefined;
            meta: {};
        }[];
    }>>;
    deleteConversation({ channel, chatType, deleteRoam }: {
        channel: string;
        chatType: import("..").ChatType;
        deleteRoam?: boolean;
    }): Promise<Answer<{
        result: string;
    }>>;
    pinConversation({ conversationId, conversationType, isPinned }: import("./conversations").Named & {
        isPinned: boolean;
    }): Promise<Answer<{
        isPinned: boolean;
        pinnedTime: number;
    }>>;
    addConversationMark({ conversations, mark: one }: {
        conversations: import("./conversations").Named[];
        mark: number | string;
    }): Promise<void>;
    removeConversationMark({ conversations, mark: one }: {
        conversations: import("./conversations").Named[];
        mark: number | string;
    }): Promise<void>;
    deleteAllMessagesAndConversations(): Promise<void>;
    getHistoryMessages: (options: import("./history").HistoryOptions) => Promise<import("./history").HistoryPage>;
    fetchHistoryMessages({ queue, chatType, isGroup, start, count }: {
        queue: string;
        chatType?: import("..").ChatType;
        isGroup?: boolean;
        start?: string | number;
        count?: number;
    }): Promise<import("..").ChatMessage[]>;
    removeHistoryMessages({ targetId, chatType, messageIds, beforeTimeStamp }: {
        targetId: string;
        chatType?: import("..").ChatType;
        messageIds?: string[];
        beforeTimeStamp?: number;
    }): Promise<Answer<{
        result: string;
    }>>;
    recallMessage({ mid, to, chatType, type }: {
        mid: string;
        to: string;
        chatType?: import("..").ChatType;
        type?: import("..").ChatType;
        ext?: string;
    }): Promise<Answer<import("..").ChatMessage>>;
    modifyMessage({ messageId, modifiedMessage }: {
        messageId: string;
        modifiedMessage: import("../..").JSONObject;
    }): Promise<{
        message: import("..").ChatMessage;
        type: 0;
        data: {
            message: import("..").ChatMessage;
        };
    }>;
    addReaction({ messageId, reaction, to, chatType }: {
        messageId: string;
        reaction: string;
        to?: string;
        chatType?: import("..").ChatType;
    }): Promise<void>;
    deleteReaction({ messageId, reaction, reactionId, to, chatType }: {
        messageId: string;
        reaction?: string;
        reactionId?: string;
        to?: string;
        chatType?: import("..").ChatType;
    }): Promise<void>;
    getReactionlist({ messageId, chatType, groupId, to }: {
        messageId: string | string[];
        chatType?: import("..").ChatType;
        groupId?: string;
        to?: string;
    }): Promise<Answer<{
        msgId: string;
        reactionList: {
            reaction: string;
            userCount: number;
            count: number;
            userList: string[];
            isAddedBySelf: boolean;
        }[];
    }[]>>;
    getReactionDetail({ messageId, reaction, to, chatType }: {
        messageId: string;
        reaction: string;
        to?: string;
        chatType?: import("..").ChatType;
        pageSize?: number;
        cursor?: string;
    }): Promise<Answer<{
        reaction: string;
        userCount: number;
        count: number;
        userList: string[];
        isAddedBySelf: boolean;
        cursor: string;
    }>>;
    pinMessage({ conversationId, conversationType, messageId }: {
        conversationId: string;
        conversationType: import("..").ChatType;
        messageId: string;
    }): Promise<void>;
    unpinMessage({ conversationId, conversationType, messageId }: {
        conversationId: string;
        conversationType: import("..").ChatType;
        messageId: string;
    }): Promise<void>;
    getServerPinnedMessages({ conversationId, conversationType }: {
        conversationId: string;
        conversationType: import("..").ChatType;
        pageSize?: number;
        cursor?: string;
    }): Promise<Answer<{
        list: {
            message: import("..").ChatMessage;
            operatorId: string;
            pinTime: number;
        }[];
        cursor: string;
    }>>;
    reportMessage({ reportType, reportReason, messageId, to, chatType }: {
        reportType?: string;
        reportReason?: string;
        messageId: string;
        to?: string;
        chatType?: import("..").ChatType;
    }): Promise<void>;
    getGroupMsgReadUser({ msgId, groupId }: {
        msgId: string;
        groupId: string;
    }): Promise<{
        type: 0;
        data: string[];
        entities: {
            ack_id: string;
            acker: string;
            msgId: string;
            mid: string;
            from: string;
            userId: string;
        }[];
        userList: {
            ack_id: string;
            acker: string;
            msgId: string;
            mid: string;
            from: string;
            userId: string;
        }[];
        timestamp: number;
        is_last: boolean;
        total: number;
        count: number;
    }>;
    downloadAndParseCombineMessage({ url }: {
        url: string;
        secret?: string;
    }): Promise<import("../..").JSONObject[]>;
    send(message: import("../..").JSONObject): Promise<Sent>;
    uploadFile(options: {
        file: import("../..").JSONObject | string;
        name?: string;
        filename?: string;
    } & import("./sending").UploadCallbacks): Promise<import("../..").JSONObject>;
};
type Named = ReturnType<typeof methodsOf>;
/** All methods of a connection but those of its own life. */
export type Methods = Named & {
    [Old in keyof typeof oldNames]: (typeof oldNames)[Old] extends keyof Named ? Named[(typeof oldNames)[Old]] : never;
} & {
    [unsupported: string]: unknown;
};
/** Makes the methods of a connection, with the callbacks of the old API and its errors. */
export declare function allMethods(face: Face): Methods;
export {};

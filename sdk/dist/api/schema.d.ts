export interface components {
    schemas: {
        Account: {
            ban_reason?: string;
            /**
             * Format: int64
             * @description Milliseconds since 1970; absent when not banned
             */
            banned_until?: number;
            /**
             * Format: int64
             * @description Milliseconds since 1970
             */
            created: number;
            /** @description Kinds of conversations that the user was muted in, with the end of it: milliseconds since 1970 */
            muted_until?: {
                [key: string]: number;
            };
            profile: components["schemas"]["Profile"];
            user: string;
        };
        Added: {
            announcement?: string;
            /**
             * @description Who may mention all members at once
             * @enum {string}
             */
            at_all: "admins" | "everyone" | "nobody";
            avatar?: string;
            /**
             * Format: int64
             * @description Milliseconds since 1970
             */
            created: number;
            /** @description Nobody may write until the app's key enables the group */
            disabled: boolean;
            /** @description A JSON object of the app's own, at most 8 KB */
            ext?: unknown;
            /** @description New members see what was written before they joined; absent: as the app's setting says */
            history_for_new?: boolean;
            id: string;
            /** @description Who is added is asked first; but when the app's key adds */
            invite_consent: boolean;
            /** @description Who is asked first, because the group's invite_consent is set */
            invited?: string[];
            /**
             * @description What becomes of who asks to join
             * @enum {string}
             */
            join: "free" | "approval" | "closed";
            /**
             * Format: int64
             * @description How many it may have
             */
            max_members: number;
            /** @description All members may add and invite users; otherwise the owner and the admins */
            member_invites: boolean;
            /** @description All members may change the group's values; otherwise the owner and the admins */
            member_values: boolean;
            /**
             * Format: int64
             * @description How many members the group has
             */
            members: number;
            /** @description Only the owner, the admins and who is on the allowlist may write */
            muted: boolean;
            name: string;
            owner: string;
            /** @description Everyone in the app can find the group */
            public: boolean;
            /** @description The app's own, each changed for itself: at most 100, 16 KB in all */
            values?: {
                [key: string]: string;
            };
        };
        Blocked: {
            /**
             * Format: int64
             * @description Milliseconds since 1970
             */
            at: number;
            user: string;
        };
        Blocks: {
            blocks: components["schemas"]["Blocked"][];
            /** @description Cursor of the next page; absent on the last */
            next?: string;
        };
        Contact: {
            /** @description A JSON object of the app's own, for you alone */
            ext?: unknown;
            /** @description The name that only you see */
            remark?: string;
            /**
             * Format: int64
             * @description Friends since then, milliseconds since 1970
             */
            since: number;
            user: string;
        };
        ContactChange: {
            /** @description A JSON object of the app's own, at most 1 KB; replaces the one before, {} takes it away */
            ext?: unknown;
            /** @description The name that only you see, at most 256 bytes; empty: none */
            remark?: string;
        };
        ContactRequest: {
            /**
             * Format: int64
             * @description Milliseconds since 1970
             */
            at: number;
            /** @description Of a request received */
            text?: string;
            /** @description The other one: who asks, or who was asked */
            user: string;
        };
        ContactRequests: {
            /** @description Cursor of the next page; absent on the last */
            next?: string;
            requests: components["schemas"]["ContactRequest"][];
        };
        Contacts: {
            contacts: components["schemas"]["Contact"][];
            /** @description Cursor of the next page; absent on the last */
            next?: string;
        };
        ConversationChange: {
            /** @description A JSON object of the app's own, at most 1 KB; replaces the one before, {} takes it away */
            ext?: unknown;
            /** @description Not listed until the next message */
            hidden?: boolean;
            /** @description Words of the app's own, at most 32 bytes each */
            marks?: string[];
            /** @description Listed before the others; at most 50 */
            pinned?: boolean;
        };
        ConversationDND: {
            conversation: string;
            /**
             * @description Which messages disturb: all, those that mention you, or none. Of a conversation, absent: as for all conversations
             * @enum {string}
             */
            mode?: "all" | "mentions" | "none";
            /**
             * Format: int64
             * @description Until then nothing disturbs, milliseconds since 1970
             */
            until?: number;
            /** @description A part of each day in which nothing disturbs */
            window?: components["schemas"]["DNDWindow"];
        };
        ConversationPage: {
            conversations: components["schemas"]["ConversationView"][];
            /** @description Cursor of the next page; absent on the last */
            next?: string;
        };
        ConversationView: {
            /**
             * Format: int64
             * @description When it last changed, milliseconds since 1970
             */
            active: number;
            /** @description user/ID or group/ID */
            conversation: string;
            /** @description A JSON object of the app's own, for this user alone */
            ext?: unknown;
            /**
             * Format: int64
             * @description The first message that the user may read has this seq or a later one
             */
            first_seq: number;
            /** @description Not listed until the next message */
            hidden?: boolean;
            /** @description The newest message that the user may read */
            last?: components["schemas"]["Message"];
            /** Format: int64 */
            last_seq: number;
            /** @description The user is no longer a member */
            left?: boolean;
            /** @description Words of the app's own */
            marks?: string[];
            /**
             * Format: int64
             * @description Seq of the newest unread message that mentions the user, or all
             */
            mentioned_seq?: number;
            /**
             * Format: int64
             * @description 1:1: up to here a device of the other one has all
             */
            peer_delivered_seq?: number;
            /**
             * Format: int64
             * @description 1:1: up to here the other one has read
             */
            peer_read_seq?: number;
            pinned?: boolean;
            /**
             * Format: int64
             * @description Up to here the user has read
             */
            read_seq: number;
            /** @description Of a thread: the message from which it hangs */
            thread?: components["schemas"]["ThreadOf"];
            /** Format: int64 */
            unread: number;
        };
        CreateUsers: {
            /** @description Without credentials: the app to register with; by default the app default */
            app?: string;
            /**
             * Format: password
             * @description Needed but with the app's key
             */
            password?: string;
            profile?: components["schemas"]["Profile"];
            /** @example ann */
            user?: string;
            /** @description Many users at once, all or none: at most 100 */
            users?: components["schemas"]["Registration"][];
        };
        CustomStatus: {
            /** @description A JSON object of the app's own, at most 1,024 bytes */
            ext?: unknown;
            /**
             * @description At most 100 bytes
             * @example in a meeting
             */
            status?: string;
        };
        DND: {
            /**
             * @description Which messages disturb: all, those that mention you, or none. Of a conversation, absent: as for all conversations
             * @enum {string}
             */
            mode?: "all" | "mentions" | "none";
            /**
             * Format: int64
             * @description Until then nothing disturbs, milliseconds since 1970
             */
            until?: number;
            /** @description A part of each day in which nothing disturbs */
            window?: components["schemas"]["DNDWindow"];
        };
        DNDWindow: {
            /**
             * @description HH:MM
             * @example 22:00
             */
            from: string;
            /**
             * @description HH:MM
             * @example 07:00
             */
            to: string;
            /**
             * @description By the clock of this zone of the IANA time zone database
             * @example Asia/Shanghai
             */
            zone: string;
        };
        DNDs: {
            conversations: components["schemas"]["ConversationDND"][];
            /** @description Cursor of the next page; absent on the last */
            next?: string;
        };
        Deletion: {
            /** @description These messages */
            seqs?: number[];
            /**
             * Format: int64
             * @description All up to this seq
             */
            up_to?: number;
        };
        Devices: {
            devices: components["schemas"]["LiveSession"][];
        };
        Edit: {
            /** @description A JSON object; of a txt {"text":…} */
            body: unknown;
            /** @description A JSON object; absent: as it was */
            ext?: unknown;
        };
        Edited: {
            /** @description Absent: the app */
            by?: string;
            /**
             * Format: int64
             * @description How often, at most 10
             */
            times: number;
            /**
             * Format: int64
             * @description When last, milliseconds since 1970
             */
            ts: number;
        };
        Fault: {
            /** @description Such as body.members[3], query.limit or path.kind */
            location?: string;
            message: string;
        };
        FileWithLinks: {
            /**
             * Format: int64
             * @description Milliseconds since 1970
             */
            created: number;
            /**
             * Format: double
             * @description Seconds, as the client said
             */
            duration?: number;
            /** @description Hex SHA-256 of the bytes */
            hash: string;
            /** Format: int64 */
            height?: number;
            /** @description Messages name the file by it */
            id: string;
            name?: string;
            owner?: string;
            /**
             * Format: int64
             * @description Bytes
             */
            size: number;
            thumb?: components["schemas"]["Thumb"];
            /** @description Of an image: the small picture */
            thumb_url?: string;
            /** @description MIME type, found by looking at the bytes */
            type: string;
            /** @description Needs no Authorization: who knows it may load the file until it expires */
            url: string;
            /**
             * Format: int64
             * @description Milliseconds since 1970; absent: never
             */
            url_expires?: number;
            /**
             * Format: int64
             * @description Pixels, as shown
             */
            width?: number;
        };
        Group: {
            announcement?: string;
            /**
             * @description Who may mention all members at once
             * @enum {string}
             */
            at_all: "admins" | "everyone" | "nobody";
            avatar?: string;
            /**
             * Format: int64
             * @description Milliseconds since 1970
             */
            created: number;
            /** @description Nobody may write until the app's key enables the group */
            disabled: boolean;
            /** @description A JSON object of the app's own, at most 8 KB */
            ext?: unknown;
            /** @description New members see what was written before they joined; absent: as the app's setting says */
            history_for_new?: boolean;
            id: string;
            /** @description Who is added is asked first; but when the app's key adds */
            invite_consent: boolean;
            /**
             * @description What becomes of who asks to join
             * @enum {string}
             */
            join: "free" | "approval" | "closed";
            /**
             * Format: int64
             * @description How many it may have
             */
            max_members: number;
            /** @description All members may add and invite users; otherwise the owner and the admins */
            member_invites: boolean;
            /** @description All members may change the group's values; otherwise the owner and the admins */
            member_values: boolean;
            /**
             * Format: int64
             * @description How many members the group has
             */
            members: number;
            /** @description Only the owner, the admins and who is on the allowlist may write */
            muted: boolean;
            name: string;
            owner: string;
            /** @description Everyone in the app can find the group */
            public: boolean;
            /** @description The app's own, each changed for itself: at most 100, 16 KB in all */
            values?: {
                [key: string]: string;
            };
        };
        GroupBan: {
            /** @description Who banned; absent: the app */
            by?: string;
            /**
             * Format: int64
             * @description Milliseconds since 1970
             */
            created: number;
            user: string;
        };
        GroupBans: {
            bans: components["schemas"]["GroupBan"][];
            /** @description Cursor of the next page; absent on the last */
            next?: string;
        };
        GroupChange: {
            announcement?: string;
            /**
             * @description Who may mention all members at once; admins if absent
             * @enum {string}
             */
            at_all?: "admins" | "everyone" | "nobody";
            avatar?: string;
            ext?: unknown;
            /** @description New members see what was written before they joined; absent: as the app's setting says */
            history_for_new?: boolean;
            /** @description Who is added is asked first; but when the app's key adds */
            invite_consent?: boolean;
            /**
             * @description What becomes of who asks to join; closed if absent, of a public group approval
             * @enum {string}
             */
            join?: "free" | "approval" | "closed";
            /**
             * Format: int64
             * @description How many members the group may have; 10,000 if absent
             */
            max_members?: number;
            /** @description All members may add and invite users; otherwise the owner and the admins */
            member_invites?: boolean;
            /** @description All members may change the group's values; otherwise the owner and the admins */
            member_values?: boolean;
            name?: string;
            /** @description Everyone in the app can find the group; false if absent */
            public?: boolean;
        };
        GroupFiles: {
            files: components["schemas"]["SharedFile"][];
            /** @description Cursor of the next page; absent on the last */
            next?: string;
        };
        Groups: {
            groups: components["schemas"]["Group"][];
            /** @description Cursor of the next page; absent on the last */
            next?: string;
        };
        HistoryPage: {
            /**
             * Format: int64
             * @description The first message that can be read has this seq or a later one: the app may keep messages for some days only
             */
            first_seq: number;
            /**
             * Format: int64
             * @description The newest seq of the conversation
             */
            last_seq: number;
            messages: components["schemas"]["Message"][];
            /** @description There are more in the direction that was asked */
            more: boolean;
            /**
             * Format: int64
             * @description With a filter: ask on with before or after this seq
             */
            next?: number;
        };
        Invite: {
            /** @description Who invited; absent: the app */
            by?: string;
            /**
             * Format: int64
             * @description Milliseconds since 1970
             */
            created: number;
            group: string;
            /** @description The group's name */
            name?: string;
            user: string;
        };
        Invites: {
            invites: components["schemas"]["Invite"][];
            /** @description Cursor of the next page; absent on the last */
            next?: string;
        };
        JoinAnswer: {
            /**
             * @description joined: a member; pending: waits for the owner or an admin
             * @enum {string}
             */
            state: "joined" | "pending";
        };
        JoinRequest: {
            /**
             * Format: int64
             * @description Milliseconds since 1970
             */
            created: number;
            text?: string;
            user: string;
        };
        JoinRequests: {
            /** @description Cursor of the next page; absent on the last */
            next?: string;
            requests: components["schemas"]["JoinRequest"][];
        };
        LastMessages: {
            threads: components["schemas"]["LastOfThread"][];
        };
        LastOfThread: {
            /** @description Absent when nothing was written to it */
            last?: components["schemas"]["Message"];
            thread: string;
        };
        LiveSession: {
            /** @description Where it connected from */
            address: string;
            /** @description The client id */
            client: string;
            device?: string;
            /** @description The session outlives the connection */
            persistent: boolean;
            platform: string;
            /**
             * Format: int64
             * @description Milliseconds since 1970
             */
            since: number;
            user: string;
            /**
             * Format: int32
             * @description Of MQTT: 3 (3.1), 4 (3.1.1) or 5
             */
            version: number;
        };
        Login: {
            /** @description Name or alias of the app; by default that of the key shown, else the app default */
            app?: string;
            device?: string;
            /**
             * Format: password
             * @description The account's password or one that the app's login hook knows, a UserSig or a token; not needed with the app's key
             */
            password?: string;
            /**
             * @description wechat qq alipay baidu douyin uniapp web ios android desktop iot other
             * @example wechat
             */
            platform?: string;
            /**
             * Format: int64
             * @description Seconds the token lives; by default the app's token_ttl
             */
            ttl?: number;
            /** @example ann */
            user: string;
        };
        Member: {
            /** @description May write while the group is muted */
            allowed?: boolean;
            /** @description A JSON object, at most 4 KB; only when one member is read */
            attributes?: unknown;
            /**
             * Format: int64
             * @description Milliseconds since 1970
             */
            joined: number;
            /**
             * Format: int64
             * @description Milliseconds since 1970; absent when not muted
             */
            muted_until?: number;
            /** @description The member's name in this group */
            nickname?: string;
            /** @enum {string} */
            role: "owner" | "admin" | "member";
            user: string;
        };
        MemberChange: {
            /** @description A JSON object of the app's own, at most 4 KB; replaces the one before */
            attributes?: unknown;
            /** @description The member's name in this group, at most 128 bytes */
            nickname?: string;
        };
        MemberIDs: {
            members: string[];
        };
        Members: {
            members: components["schemas"]["Member"][];
            /** @description Cursor of the next page; absent on the last */
            next?: string;
        };
        Message: {
            /** @description Users whom it mentions, or "all" */
            at?: string[];
            /** @description A JSON object; of a txt {"text":…} */
            body: unknown;
            /** @description The sender's own id of it */
            cid?: string;
            edited?: components["schemas"]["Edited"];
            /**
             * Format: int64
             * @description When its content goes, milliseconds since 1970
             */
            expires?: number;
            /** @description A JSON object of the sender's own */
            ext?: unknown;
            from: string;
            /** @description Unique; sorts by time */
            id: string;
            /** @description Wakes nobody who is away */
            no_push?: boolean;
            /** @description Only these members and the sender may read it */
            only?: string[];
            pinned?: components["schemas"]["Pinned"];
            /**
             * @description Of a message to a chatroom; absent: normal
             * @enum {string}
             */
            priority?: "high" | "low";
            /** @description The message that it answers */
            quote?: components["schemas"]["Quote"];
            reactions?: components["schemas"]["Reaction"][];
            recalled?: components["schemas"]["Recalled"];
            /** @description The sender wants to know who read it */
            receipt?: boolean;
            /**
             * Format: int64
             * @description 1, 2, 3 … in its conversation; absent when not stored
             */
            seq?: number;
            silent?: boolean;
            /** @description The thread that hangs from it */
            thread?: components["schemas"]["Thread"];
            /** @description As the sender wrote it: user/ID, group/ID, room/ID */
            to: string;
            /**
             * Format: int64
             * @description Milliseconds since 1970
             */
            ts: number;
            /** @description txt img audio video file loc cmd custom combine, or event for a change of a group */
            type: string;
        };
        MessageList: {
            messages: components["schemas"]["Message"][];
        };
        Mute: {
            /** Format: int64 */
            seconds?: number;
            /**
             * Format: int64
             * @description Milliseconds since 1970
             */
            until?: number;
        };
        NewContact: {
            /** @description With the app's key: both are friends without being asked */
            at_once?: boolean;
            /** @description Who is asked reads it; at most 512 bytes */
            text?: string;
            /** @example bob */
            user: string;
        };
        NewDND: {
            /**
             * @description Which messages disturb: all, those that mention you, or none. Of a conversation, absent: as for all conversations
             * @enum {string}
             */
            mode?: "all" | "mentions" | "none";
            /**
             * Format: int64
             * @description In place of until: nothing disturbs for so long
             */
            seconds?: number;
            /**
             * Format: int64
             * @description Until then nothing disturbs, milliseconds since 1970
             */
            until?: number;
            /** @description A part of each day in which nothing disturbs */
            window?: components["schemas"]["DNDWindow"];
        };
        NewGrants: {
            /**
             * Format: int64
             * @description How many messages more; 1 if absent
             */
            count?: number;
            /** @description Id of a template */
            template: string;
        };
        NewGroup: {
            announcement?: string;
            /**
             * @description Who may mention all members at once; admins if absent
             * @enum {string}
             */
            at_all?: "admins" | "everyone" | "nobody";
            avatar?: string;
            /** @description A JSON object of the app's own, at most 8 KB */
            ext?: unknown;
            /** @description New members see what was written before they joined; absent: as the app's setting says */
            history_for_new?: boolean;
            /** @description If absent, the server makes one */
            id?: string;
            /** @description Who is added is asked first; but when the app's key adds */
            invite_consent?: boolean;
            /**
             * @description What becomes of who asks to join; closed if absent, of a public group approval
             * @enum {string}
             */
            join?: "free" | "approval" | "closed";
            /**
             * Format: int64
             * @description How many members the group may have; 10,000 if absent
             */
            max_members?: number;
            /** @description All members may add and invite users; otherwise the owner and the admins */
            member_invites?: boolean;
            /** @description All members may change the group's values; otherwise the owner and the admins */
            member_values?: boolean;
            /** @description Besides the owner, at most 10,000 */
            members?: string[];
            name: string;
            /** @description With the app's key: who owns the group */
            owner?: string;
            /** @description Everyone in the app can find the group; false if absent */
            public?: boolean;
        };
        NewGuest: {
            /** @description Name or alias of the app; by default that of the key shown, else the app default */
            app?: string;
            device?: string;
            /**
             * @description wechat qq alipay baidu douyin uniapp web ios android desktop iot other
             * @example wechat
             */
            platform?: string;
            /**
             * Format: int64
             * @description Seconds the token lives; by default the app's token_ttl, a day at most
             */
            ttl?: number;
        };
        NewOwner: {
            /** @example bob */
            owner: string;
        };
        NewPassword: {
            /**
             * Format: password
             * @description Needed but with the app's key
             */
            old_password?: string;
            /** Format: password */
            password: string;
        };
        NewPushDevice: {
            /** @description Tells devices of one platform apart */
            device?: string;
            /** @enum {string} */
            platform: "wechat" | "qq" | "alipay" | "baidu" | "douyin" | "uniapp" | "web" | "ios" | "android" | "desktop" | "iot" | "other";
            /** @description What the platform knows the user or the device by: an openid on wechat, a push token elsewhere; at most 1,024 bytes */
            token: string;
        };
        NewReport: {
            /**
             * @description As the user sees it: user/ID, group/ID or room/ID
             * @example user/bob
             */
            conversation: string;
            /** @description At most 1,024 bytes */
            reason?: string;
            /**
             * Format: int64
             * @example 7
             */
            seq: number;
        };
        NewRoom: {
            announcement?: string;
            /** @description A JSON object of the app's own, at most 8 KB */
            ext?: unknown;
            /** @description If absent, the server makes one */
            id?: string;
            name?: string;
            /** @description With the app's key: who owns the chatroom */
            owner?: string;
            /** Format: int64 */
            recent?: number;
        };
        NewRoomValue: {
            /** @description Gone when its owner leaves the room */
            auto_delete?: boolean;
            /** @description 1 to 128 bytes */
            key: string;
            /** @description At most 4,096 bytes */
            value: string;
        };
        NewRoomValues: {
            /** @description Keys of others, too: for the owner, admins and the app's key */
            force?: boolean;
            /** @description 1 to 20 */
            values: components["schemas"]["NewRoomValue"][];
        };
        NewShare: {
            /** @description The upload's id */
            file: string;
            /** @description The upload's name if absent; at most 256 bytes */
            name?: string;
        };
        NewThread: {
            /** @description 1 to 64 characters */
            name: string;
            /**
             * Format: int64
             * @description Of the message from which it hangs
             */
            seq: number;
        };
        NewWatch: {
            /**
             * Format: int64
             * @description Seconds until it ends unless it is renewed; a week if absent
             */
            expires_in?: number;
            /** @description At most 100 */
            users: string[];
        };
        Outgoing: {
            /** @description Users whom it mentions, or "all" in a group */
            at?: string[];
            /** @description A JSON object; of a txt {"text":…}, of img audio video file {"file":ID of an upload} or {"url":…} */
            body?: unknown;
            /** @description The sender's own id of the message, at most 128 bytes: with it, sending again is safe */
            cid?: string;
            /**
             * Format: int64
             * @description Seconds after which its content is gone
             */
            expires_in?: number;
            /** @description A JSON object of the sender's own */
            ext?: unknown;
            /** @description With the app's key: the user who sends */
            from?: string;
            /** @description Wakes nobody, and counts as unread all the same */
            no_push?: boolean;
            /** @description In a group: only these members may read it */
            only?: string[];
            /**
             * @description For chatrooms: what is done without first when there is too much; normal if absent
             * @enum {string}
             */
            priority?: "high" | "normal" | "low";
            /**
             * Format: int64
             * @description Seq of the message that it answers
             */
            quote?: number;
            /** @description In a group of at most 200: the sender wants to know who read it */
            receipt?: boolean;
            /** @description Does not count as unread and wakes nobody */
            silent?: boolean;
            /** @description false: only to who is online; if absent, all types but cmd are stored */
            store?: boolean;
            /**
             * @description user/ID, group/ID or room/ID
             * @example user/bob
             */
            to: string;
            /** @description txt img audio video file loc cmd custom combine; txt if absent */
            type?: string;
        };
        Pinned: {
            /** @description Absent: the app */
            by?: string;
            /** Format: int64 */
            ts: number;
        };
        PlatformPresence: {
            platform: string;
            /**
             * Format: int64
             * @description Milliseconds since 1970
             */
            since: number;
        };
        Presence: {
            /** @description A JSON object of the app's own, at most 1,024 bytes */
            ext?: unknown;
            /**
             * Format: int64
             * @description Of a user who is offline: when he was last connected, milliseconds since 1970
             */
            last_seen?: number;
            online: boolean;
            /** @description Where the user is online, by name */
            platforms: components["schemas"]["PlatformPresence"][];
            /**
             * @description At most 100 bytes
             * @example in a meeting
             */
            status?: string;
            user: string;
        };
        Presences: {
            presence: components["schemas"]["Presence"][];
        };
        Problem: {
            /**
             * @description Stable; act on it
             * @example not_member
             */
            code: string;
            /** @description A sentence for people: what was wrong, and what is allowed */
            detail: string;
            /** @description All that was found wrong with the request, at most 20 */
            errors?: components["schemas"]["Fault"][];
            /** @description The field or parameter that is wrong, as the request wrote it */
            field?: string;
            /**
             * Format: int64
             * @description Seconds after which the same request may work
             */
            retry_after?: number;
            /**
             * Format: int64
             * @description The HTTP status
             * @example 403
             */
            status: number;
            /** @example Forbidden */
            title: string;
            /**
             * @description Names the kind of problem, by its code
             * @example urn:hongyan:error:not_member
             */
            type: string;
            /**
             * Format: int64
             * @description Milliseconds since 1970: when what keeps you out ends
             */
            until?: number;
        };
        Profile: {
            /** @description An address of a picture */
            avatar?: string;
            birth?: string;
            /** @description A JSON object of the app's own */
            ext?: unknown;
            gender?: string;
            mail?: string;
            nickname?: string;
            phone?: string;
            sign?: string;
        };
        ProfileChange: {
            avatar?: string;
            birth?: string;
            ext?: unknown;
            gender?: string;
            mail?: string;
            nickname?: string;
            phone?: string;
            sign?: string;
        };
        Profiles: {
            users: components["schemas"]["PublicProfile"][];
        };
        PublicGroup: {
            avatar?: string;
            /**
             * Format: int64
             * @description Milliseconds since 1970
             */
            created: number;
            id: string;
            /** @enum {string} */
            join: "free" | "approval" | "closed";
            /** Format: int64 */
            max_members: number;
            /** Format: int64 */
            members: number;
            name: string;
            owner: string;
        };
        PublicGroups: {
            groups: components["schemas"]["PublicGroup"][];
            /** @description Cursor of the next page; absent on the last */
            next?: string;
        };
        PublicProfile: {
            profile: components["schemas"]["Profile"];
            user: string;
        };
        PushDevice: {
            /**
             * Format: int64
             * @description Milliseconds since 1970
             */
            changed: number;
            /** @description Tells devices of one platform apart; 1 to 64 of A-Z a-z 0-9 _ . -, or empty */
            device?: string;
            /** @enum {string} */
            platform: "wechat" | "qq" | "alipay" | "baidu" | "douyin" | "uniapp" | "web" | "ios" | "android" | "desktop" | "iot" | "other";
            /** @description What the platform knows the user or the device by: an openid on wechat, a push token elsewhere */
            token: string;
        };
        PushDevices: {
            devices: components["schemas"]["PushDevice"][];
            grants: components["schemas"]["PushGrant"][];
        };
        PushGrant: {
            /**
             * Format: int64
             * @description How many messages may still be sent
             */
            count: number;
            template: string;
        };
        Quote: {
            from: string;
            /** Format: int64 */
            seq: number;
        };
        Reaction: {
            /** Format: int64 */
            count: number;
            /** @example 👍 */
            kind: string;
            /** @description The first of them, at most 10 */
            users: string[];
        };
        ReadMark: {
            /**
             * Format: int64
             * @description Up to this seq; absent: all
             */
            seq?: number;
        };
        ReadState: {
            conversation: string;
            /** Format: int64 */
            last_seq: number;
            /** Format: int64 */
            read_seq: number;
            /** Format: int64 */
            unread: number;
        };
        RecallReason: {
            /** @description Shown to all who see that the message was recalled */
            reason?: string;
        };
        Recalled: {
            /** @description Absent: the app */
            by?: string;
            reason?: string;
            /** Format: int64 */
            ts: number;
        };
        Receipt: {
            id: string;
            /**
             * Format: int64
             * @description Absent when the message is not stored
             */
            seq?: number;
            /**
             * Format: int64
             * @description Milliseconds since 1970
             */
            ts: number;
        };
        Receipts: {
            read: string[];
            unread: string[];
        };
        Registration: {
            /**
             * Format: password
             * @description Needed but with the app's key
             */
            password?: string;
            profile?: components["schemas"]["Profile"];
            /** @example ann */
            user?: string;
        };
        Relation: {
            /**
             * Format: int64
             * @description You block the other one since then
             */
            blocked?: number;
            /** @description A JSON object of the app's own, for you alone */
            ext?: unknown;
            /**
             * Format: int64
             * @description The other one's friend request waits for your answer since then
             */
            received?: number;
            /** @description The name that only you see */
            remark?: string;
            /**
             * Format: int64
             * @description Your friend request waits since then
             */
            requested?: number;
            /**
             * Format: int64
             * @description Friends since then, milliseconds since 1970; absent: no friends
             */
            since?: number;
            /** @description Of the request received */
            text?: string;
            user: string;
        };
        Report: {
            /** @description Who reports */
            by: string;
            /**
             * Format: int64
             * @description Milliseconds since 1970
             */
            closed?: number;
            /** @description user/A~B (ids in order), group/ID or room/ID */
            conversation: string;
            /**
             * Format: int64
             * @description Milliseconds since 1970
             */
            created: number;
            /** @description Who sent the message */
            from: string;
            id: string;
            /** @description As it is now; absent when it is gone */
            message?: components["schemas"]["Message"];
            message_id: string;
            /** @description What was noted when it was closed */
            note?: string;
            reason: string;
            /** @description The message was recalled when it was closed */
            recalled?: boolean;
            /** Format: int64 */
            seq: number;
            /** @enum {string} */
            state: "open" | "dismissed" | "upheld";
        };
        Revocation: {
            /** @description This token */
            token?: string;
            /** @description With the app's key, and user: the token with this id */
            token_id?: string;
            /** @description With the app's key: all tokens of this user, or with token_id one */
            user?: string;
        };
        Room: {
            announcement?: string;
            /**
             * Format: int64
             * @description Milliseconds since 1970
             */
            created: number;
            /** @description Nobody may write until the app's key enables the room */
            disabled: boolean;
            ext?: unknown;
            id: string;
            /** @description Only the owner, the admins and who is on the allowlist may write */
            muted: boolean;
            /** @description Who carries one of these tags may not write */
            muted_tags?: string[];
            name: string;
            /**
             * Format: int64
             * @description How many users are connected to it now
             */
            online: number;
            owner?: string;
            /**
             * Format: int64
             * @description Newest messages that who enters is sent; absent: as the app's setting room_entry says
             */
            recent?: number;
            /** @description Messages that were too many for the room since the server started */
            shed?: components["schemas"]["Shed"];
        };
        RoomChange: {
            announcement?: string;
            ext?: unknown;
            name?: string;
            /**
             * Format: int64
             * @description Newest messages that who enters is sent
             */
            recent?: number;
        };
        RoomKeys: {
            /** @description Keys of others, too: for the owner, admins and the app's key */
            force?: boolean;
            /** @description 1 to 20 */
            keys: string[];
        };
        RoomMember: {
            admin?: boolean;
            /** @description May write while the room is muted */
            allowed?: boolean;
            /** @description Has lost the connection, and is out when it does not come back in time */
            away?: boolean;
            /**
             * Format: int64
             * @description When the user was banned, milliseconds since 1970; absent when not banned
             */
            banned?: number;
            /** @description Who banned; absent: the app */
            banned_by?: string;
            /**
             * Format: int64
             * @description Milliseconds since 1970; absent when not muted
             */
            muted_until?: number;
            /** @enum {string} */
            role: "owner" | "admin" | "member";
            tags?: string[];
            user: string;
        };
        RoomMembers: {
            members: components["schemas"]["RoomMember"][];
            /** @description Cursor of the next page; absent on the last */
            next?: string;
        };
        RoomTags: {
            /** @description At most 10, each 1 to 64 of A-Z a-z 0-9 _ . -; replaces those before */
            tags: string[];
        };
        RoomUser: {
            admin?: boolean;
            /** @description May write while the room is muted */
            allowed?: boolean;
            /**
             * Format: int64
             * @description When the user was banned, milliseconds since 1970; absent when not banned
             */
            banned?: number;
            /** @description Who banned; absent: the app */
            banned_by?: string;
            /**
             * Format: int64
             * @description Milliseconds since 1970; absent when not muted
             */
            muted_until?: number;
            user: string;
        };
        RoomUsers: {
            /** @description Cursor of the next page; absent on the last */
            next?: string;
            users: components["schemas"]["RoomUser"][];
        };
        RoomValue: {
            /** @description Is gone when its owner leaves the room */
            auto_delete?: boolean;
            key: string;
            /** @description Who set it; absent: the app */
            owner?: string;
            /**
             * Format: int64
             * @description Milliseconds since 1970
             */
            updated: number;
            value: string;
        };
        RoomValues: {
            values: components["schemas"]["RoomValue"][];
        };
        Rooms: {
            /** @description Cursor of the next page; absent on the last */
            next?: string;
            rooms: components["schemas"]["Room"][];
        };
        SearchExcerpt: {
            /** @description This piece is what was searched for */
            hit?: boolean;
            text: string;
        };
        SearchHit: {
            /** @description Where it is, as the one who asks sees it; over a whole app: where it was sent to */
            conversation: string;
            /** @description The text around the first match, in pieces */
            fragment: components["schemas"]["SearchExcerpt"][];
            message: components["schemas"]["Message"];
        };
        SearchPage: {
            /**
             * Format: int64
             * @description So many changes of the app are not in the index yet; what they changed may be missing
             */
            behind?: number;
            hits: components["schemas"]["SearchHit"][];
            /** @description Cursor of the next page; absent on the last */
            next?: string;
        };
        SharedFile: {
            /** @description Who shared it; absent: the app */
            by?: string;
            /**
             * Format: int64
             * @description When it was shared, milliseconds since 1970
             */
            created: number;
            /** @description The upload's id */
            file: string;
            name: string;
            /**
             * Format: int64
             * @description Bytes
             */
            size: number;
            /** @description MIME type */
            type: string;
        };
        Shed: {
            /**
             * Format: int64
             * @description Dropped without a word
             */
            low: number;
            /**
             * Format: int64
             * @description Refused as rate_limited
             */
            normal: number;
        };
        SyncConversation: {
            /**
             * Format: int64
             * @description When it last changed, milliseconds since 1970
             */
            active: number;
            /** @description Older messages that are no longer as they were since the cursor: recalled, edited, reacted to */
            changed?: components["schemas"]["Message"][];
            /** @description user/ID or group/ID */
            conversation: string;
            /** @description Seqs of messages that the user deleted for himself since the cursor */
            deleted?: number[];
            /** @description A JSON object of the app's own, for this user alone */
            ext?: unknown;
            /**
             * Format: int64
             * @description The first message that the user may read has this seq or a later one
             */
            first_seq: number;
            /** @description More came than is shown; the rest is in the history, before the first one here */
            gap?: boolean;
            /** @description Not listed until the next message */
            hidden?: boolean;
            /** @description The newest message that the user may read */
            last?: components["schemas"]["Message"];
            /** Format: int64 */
            last_seq: number;
            /** @description The user is no longer a member */
            left?: boolean;
            /** @description Words of the app's own */
            marks?: string[];
            /**
             * Format: int64
             * @description Seq of the newest unread message that mentions the user, or all
             */
            mentioned_seq?: number;
            /** @description The newest of what came since the cursor, by seq */
            messages: components["schemas"]["Message"][];
            /**
             * Format: int64
             * @description 1:1: up to here a device of the other one has all
             */
            peer_delivered_seq?: number;
            /**
             * Format: int64
             * @description 1:1: up to here the other one has read
             */
            peer_read_seq?: number;
            pinned?: boolean;
            /**
             * Format: int64
             * @description Up to here the user has read
             */
            read_seq: number;
            /** @description Of a thread: the message from which it hangs */
            thread?: components["schemas"]["ThreadOf"];
            /** Format: int64 */
            unread: number;
        };
        SyncPage: {
            conversations: components["schemas"]["SyncConversation"][];
            /** @description For the next call */
            cursor: string;
            /** @description Events of your inbox since the cursor, the oldest first; they are kept for 30 days */
            events?: unknown[];
            /** @description There were more events than are shown: read anew what you keep of contacts and settings */
            events_gap?: boolean;
            /** @description Call again at once with the new cursor */
            more: boolean;
        };
        Thread: {
            /**
             * Format: int64
             * @description Milliseconds since 1970
             */
            created: number;
            group: string;
            /** @description The thread's messages are those of group/ID */
            id: string;
            /** @description The user who asks is in it; only in answers about threads */
            joined?: boolean;
            /** @description The newest message */
            last?: components["schemas"]["Message"];
            /**
             * Format: int64
             * @description How many are in it; absent where a message is delivered live
             */
            members?: number;
            /** @description The message's id */
            message: string;
            /**
             * Format: int64
             * @description How many were written to it; events and silent ones do not count
             */
            messages?: number;
            name: string;
            /** @description Who made it */
            owner: string;
            /**
             * Format: int64
             * @description Of the message, in the group
             */
            seq: number;
        };
        ThreadIDs: {
            /** @description 1 to 20 */
            threads: string[];
        };
        ThreadOf: {
            group: string;
            /** @description The message's id */
            message: string;
            /**
             * Format: int64
             * @description Of the message, in the group
             */
            seq: number;
        };
        ThreadRename: {
            /** @description 1 to 64 characters */
            name: string;
        };
        Threads: {
            /** @description Cursor of the next page; absent on the last */
            next?: string;
            threads: components["schemas"]["Thread"][];
        };
        Thumb: {
            hash: string;
            /** Format: int64 */
            height: number;
            /** Format: int64 */
            size: number;
            type: string;
            /** Format: int64 */
            width: number;
        };
        Token: {
            app: string;
            /**
             * Format: int64
             * @description Milliseconds since 1970
             */
            expires_at: number;
            token: string;
            user: string;
        };
        Typing: {
            /** @description A JSON object of at most 1024 bytes, passed on as it is */
            body?: unknown;
            /**
             * @description user/ID, group/ID or room/ID
             * @example user/bob
             */
            to: string;
        };
        UserIDs: {
            /** @description At most 100 */
            users: string[];
        };
        Users: {
            /** @description Cursor of the next page; absent on the last */
            next?: string;
            users: components["schemas"]["Account"][];
        };
        ValueRefusal: {
            /** @description key_taken: the key belongs to owner; too_many; not_found */
            code: string;
            key: string;
            message: string;
            /** @description Whose key it is */
            owner?: string;
        };
        ValuesChange: {
            /** @description Keys that go; that there is none is no error */
            delete?: string[];
            /** @description All values but those in set go */
            replace?: boolean;
            /** @description Values by their keys; a key has 1 to 128 bytes */
            set?: {
                [key: string]: string;
            };
        };
        ValuesChanged: {
            /** @description Keys that were changed */
            done: string[];
            /** @description Keys that were not, and why */
            refused: components["schemas"]["ValueRefusal"][];
        };
        Watch: {
            /**
             * Format: int64
             * @description Milliseconds since 1970
             */
            expires_at: number;
            /** @description Whose presence it is */
            user: string;
        };
        Watched: {
            /**
             * Format: int64
             * @description Milliseconds since 1970
             */
            expires_at: number;
            presence: components["schemas"]["Presence"][];
        };
        Watches: {
            /** @description Cursor of the next page; absent on the last */
            next?: string;
            subscriptions: components["schemas"]["Watch"][];
        };
        Words: {
            /** @description At most 512 bytes */
            text?: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}

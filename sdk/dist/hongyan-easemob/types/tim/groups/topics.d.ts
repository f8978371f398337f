import type { components } from '../../api/schema';
import type { JSONObject } from '../../message';
import type { Face } from '../face';
type Thread = components['schemas']['Thread'];
interface Topic {
    groupID: string;
    topicID: string;
    topicName: string;
}
/** The methods about communities and their topics, which are threads of the group: each hangs from a message that begins it. */
export declare const topicMethods: (face: Face) => {
    getJoinedCommunityList(): Promise<{
        groupList: JSONObject[];
    }>;
    createTopicInCommunity({ groupID, topicName }: Omit<Topic, "topicID">): Promise<{
        topicID: string;
    }>;
    deleteTopicFromCommunity({ groupID, topicIDList }: {
        groupID: string;
        topicIDList?: string[];
    }): Promise<{
        successTopicList: JSONObject[];
        failureTopicList: JSONObject[];
    }>;
    updateTopicProfile({ topicID, topicName, ...other }: Topic): Promise<{
        topic: JSONObject;
    }>;
    /** The topics of a community. The user is then in them, and messages arrive. */
    getTopicList({ groupID, topicIDList }: {
        groupID: string;
        topicIDList?: string[];
    }): Promise<{
        successTopicList: JSONObject[];
        failureTopicList: JSONObject[];
    }>;
};
export declare function topicOf(face: Face, thread: Thread): JSONObject;
/** Tells the app what became of a topic, and takes part in new ones. */
export declare function topicChanged(face: Face, event: JSONObject): Promise<void>;
export {};

import type { JSONObject } from '../../message';
import type { Face } from '../face';
import { type TIMMessage } from '../objects';
/** What a notice is about. */
export declare const notice: {
    applied: number;
    accepted: number;
    declined: number;
    kickedOut: number;
    dismissed: number;
    created: number;
    invited: number;
    quit: number;
    madeAdmin: number;
    adminEnded: number;
};
interface Said {
    groupID: string;
    operatorID: string;
    ts?: number;
    text?: string;
    userIDList?: string[];
}
/** Tells the app of something that concerns the user and a group: in the conversation of the system, and by an event. */
export declare function tellNotice(face: Face, operationType: number, said: Said): Promise<void>;
interface Application {
    applicant: string;
    applicantNick: string;
    applicantAvatar: string;
    groupID: string;
    groupName: string;
    applicationType: number;
    userID: string;
    note: string;
}
/** The methods about requests to join a group. */
export declare const applicationMethods: (face: Face) => {
    /** Those that wait in the groups that the user manages. */
    getGroupApplicationList(): Promise<{
        applicationList: Application[];
    }>;
    /** Answers what a notice asks (`message`), or one of the list (`application`). */
    handleGroupApplication({ handleAction, handleMessage, message, application }: {
        handleAction: string;
        handleMessage?: string;
        message?: TIMMessage;
        application?: Application;
    }): Promise<{
        group: JSONObject;
    }>;
};
export {};

import type { Face } from './face';
interface Login {
    userID: string;
    userSig: string;
}
interface Entered {
    actionStatus: 'OK';
    errorCode: 0;
    errorInfo: string;
    repeatLogin?: boolean;
}
/** The methods that begin and end what the others need. */
export declare const loginMethods: (face: Face) => {
    login: ({ userID, userSig }: Login) => Promise<Entered>;
    logout: () => Promise<object>;
};
/** Ends what there is of a login. */
export declare function leave(face: Face): void;
export {};

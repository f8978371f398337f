/** Methods of the old API for which the server has nothing: they reject with 60020. The reason is told to who calls. */
export const unsupported: { [method: string]: string } = {
  createFriendGroup: 'the server keeps no groups of friends',
  deleteFriendGroup: 'the server keeps no groups of friends',
  addToFriendGroup: 'the server keeps no groups of friends',
  removeFromFriendGroup: 'the server keeps no groups of friends',
  renameFriendGroup: 'the server keeps no groups of friends',
  getFriendGroupList: 'the server keeps no groups of friends',
  getMessageExtensions: 'messages have no extensions; modifyMessage changes their content',
  setMessageExtensions: 'messages have no extensions; modifyMessage changes their content',
  deleteMessageExtensions: 'messages have no extensions; modifyMessage changes their content',
  getGroupCounters: 'groups have no counters that are changed in one step',
  setGroupCounters: 'groups have no counters that are changed in one step',
  increaseGroupCounter: 'groups have no counters that are changed in one step',
  decreaseGroupCounter: 'groups have no counters that are changed in one step',
  markGroupMemberList: 'members of a group carry no marks',
  translateText: 'the server does not translate',
}

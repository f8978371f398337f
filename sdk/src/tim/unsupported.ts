/** Methods of the old API for which the server has nothing: they reject with 60020. The reason is told to who calls. */
export const unsupported: { [method: string]: string } = {
  getMessageExtensions: 'messages have no extensions; modifyMessage changes their content',
  setMessageExtensions: 'messages have no extensions; modifyMessage changes their content',
  deleteMessageExtensions: 'messages have no extensions; modifyMessage changes their content',
  getGroupCounters: 'groups have no counters that are changed in one step',
  setGroupCounters: 'groups have no counters that are changed in one step',
  increaseGroupCounter: 'groups have no counters that are changed in one step',
  decreaseGroupCounter: 'groups have no counters that are changed in one step',
  markGroupMemberList: 'members of a group carry no marks',
  translateText: 'the server does not translate',
  invite: 'tim-wx-sdk has no signalling; a custom message says the same',
  inviteInGroup: 'tim-wx-sdk has no signalling; a custom message says the same',
  accept: 'tim-wx-sdk has no signalling; a custom message says the same',
  reject: 'tim-wx-sdk has no signalling; a custom message says the same',
  cancel: 'tim-wx-sdk has no signalling; a custom message says the same',
  getSignalingInfo: 'tim-wx-sdk has no signalling; a custom message says the same',
  modifyInvitation: 'tim-wx-sdk has no signalling; a custom message says the same',
}

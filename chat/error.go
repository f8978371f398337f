package chat

import (
	"errors"
	"fmt"
)

// Code names a kind of refusal; clients act on it. Codes are only ever added [PROTOCOL 7].
type Code string

// The codes.
const (
	CodeInvalid         Code = "invalid"             // a field is missing or wrong
	CodeBadPayload      Code = "bad_payload"         // the payload is no valid message
	CodeBadID           Code = "bad_id"              // an id with foreign characters, empty, or too long
	CodeBadAddress      Code = "bad_address"         // no such form of address or topic
	CodeUnauthenticated Code = "unauthenticated"     // no credentials, or wrong ones
	CodeTokenExpired    Code = "token_expired"       // log in again
	CodeTokenRevoked    Code = "token_revoked"       // log in again
	CodeBanned          Code = "banned"              // the account is banned
	CodeForbidden       Code = "forbidden"           // not allowed to this caller
	CodeNotMember       Code = "not_member"          // only members may do this
	CodeNotOwner        Code = "not_owner"           // only the owner may do this
	CodeBlocked         Code = "blocked"             // the receiver blocks the sender
	CodeNotFriend       Code = "not_friend"          // only friends may write to each other
	CodeOwnerMustStay   Code = "owner_must_stay"     // the owner transfers or dismisses the group before leaving
	CodeMuted           Code = "muted"               // in this group or app, until a time if the error has one
	CodeGroupDisabled   Code = "group_disabled"      // nobody may write to the group
	CodeRoomDisabled    Code = "room_disabled"       // nobody may write to the chatroom
	CodeGroupBanned     Code = "banned_from_group"   // the ban is lifted before the user comes back
	CodeRoomBanned      Code = "banned_from_room"    // the ban is lifted before the user comes back
	CodeKeyTaken        Code = "key_taken"           // the chatroom's key belongs to somebody else
	CodeClosed          Code = "registration_closed" // registration needs the app's key
	CodeNeedsAccount    Code = "needs_account"       // guests may not do this
	CodeNoApp           Code = "no_such_app"
	CodeNoUser          Code = "no_such_user"
	CodeNoGroup         Code = "no_such_group"
	CodeNoRoom          Code = "no_such_room"
	CodeNoThread        Code = "no_such_thread"
	CodeNoMessage       Code = "no_such_message"
	CodeNoFile          Code = "no_such_file"
	CodeNotFound        Code = "not_found"
	CodeExists          Code = "already_exists"
	CodeCIDReused       Code = "cid_reused"    // the same cid came before with another body
	CodeTooLate         Code = "too_late"      // the time for it has passed
	CodeTooLarge        Code = "too_large"     // a message, file or field over its limit
	CodeTooMany         Code = "too_many"      // a number of things over its limit
	CodeRateLimited     Code = "rate_limited"  // try again after retry_after
	CodeWordRefused     Code = "word_refused"  // the text holds a word that the app does not allow
	CodeHookRefused     Code = "hook_refused"  // the app's own server does not let the message pass
	CodeOverloaded      Code = "overloaded"    // the server has too much waiting; try again
	CodeDiskFull        Code = "disk_full"     // nothing can be stored until there is space
	CodeShuttingDown    Code = "shutting_down" // the server is going down; reconnect
	CodeInternal        Code = "internal"      // a defect of the server
)

// CodeFilesUnavailable: the store that keeps the contents of files does not answer; all else goes on.
const CodeFilesUnavailable Code = "files_unavailable"

// CodeBackupRunning: one backup is written at a time.
const CodeBackupRunning Code = "backup_running"

// Codes of live sessions.
const (
	CodeReplaced        Code = "replaced"          // a newer session of the user took the place of this one
	CodeTooManySessions Code = "too_many_sessions" // the user has as many live sessions as the app allows
)

// CodeRetainedFull: the app has as many retained messages as it may.
const CodeRetainedFull Code = "retained_full"

// Codes of searching.
const (
	CodeIndexBuilding Code = "index_building" // the index is not complete yet
	CodeSearchOff     Code = "search_off"     // the server runs without search
)

// Class groups codes by what a protocol answers with.
type Class int

// The classes, each with its HTTP status and MQTT 5 reason code.
const (
	ClassInternal        Class = iota // 500, 0x83
	ClassInvalid                      // 422, 0x99
	ClassUnauthenticated              // 401, 0x86
	ClassForbidden                    // 403, 0x87
	ClassNotFound                     // 404, 0x90
	ClassConflict                     // 409, 0x83
	ClassTooLarge                     // 413, 0x97
	ClassQuota                        // 429, 0x97
	ClassUnavailable                  // 503, 0x97
	ClassDiskFull                     // 507, 0x97
)

var classes = map[Code]Class{
	CodeInvalid: ClassInvalid, CodeBadPayload: ClassInvalid, CodeBadID: ClassInvalid, CodeBadAddress: ClassNotFound,
	CodeUnauthenticated: ClassUnauthenticated, CodeTokenExpired: ClassUnauthenticated, CodeTokenRevoked: ClassUnauthenticated,
	CodeBanned: ClassForbidden, CodeForbidden: ClassForbidden, CodeNotMember: ClassForbidden, CodeNotOwner: ClassForbidden,
	CodeBlocked: ClassForbidden, CodeNotFriend: ClassForbidden,
	CodeOwnerMustStay: ClassConflict, CodeClosed: ClassForbidden, CodeNeedsAccount: ClassForbidden,
	CodeMuted: ClassForbidden, CodeGroupDisabled: ClassForbidden, CodeRoomDisabled: ClassForbidden, CodeGroupBanned: ClassForbidden,
	CodeRoomBanned: ClassForbidden, CodeKeyTaken: ClassConflict,
	CodeNoApp: ClassNotFound, CodeNoUser: ClassNotFound, CodeNoGroup: ClassNotFound, CodeNoRoom: ClassNotFound, CodeNoThread: ClassNotFound,
	CodeNoMessage: ClassNotFound, CodeNoFile: ClassNotFound, CodeNotFound: ClassNotFound,
	CodeTooLate: ClassForbidden,
	CodeExists:  ClassConflict, CodeCIDReused: ClassConflict, CodeBackupRunning: ClassConflict,
	CodeTooLarge: ClassTooLarge, CodeTooMany: ClassInvalid,
	CodeWordRefused: ClassForbidden, CodeHookRefused: ClassForbidden,
	CodeRateLimited: ClassQuota, CodeOverloaded: ClassUnavailable, CodeDiskFull: ClassDiskFull, CodeShuttingDown: ClassUnavailable,
	CodeFilesUnavailable: ClassUnavailable, CodeReplaced: ClassForbidden, CodeTooManySessions: ClassQuota, CodeRetainedFull: ClassQuota,
	CodeIndexBuilding: ClassUnavailable, CodeSearchOff: ClassNotFound,
	CodeInternal: ClassInternal,
}

var (
	statuses = [...]int{500, 422, 401, 403, 404, 409, 413, 429, 503, 507}
	reasons  = [...]byte{0x83, 0x99, 0x86, 0x87, 0x90, 0x83, 0x97, 0x97, 0x97, 0x97}
)

// Error is a refusal: a stable code for programs, a sentence for people.
type Error struct {
	Code       Code   `json:"code"`
	Message    string `json:"message"`
	Field      string `json:"field,omitempty"`       // the field that is wrong, as the client wrote it
	RetryAfter int    `json:"retry_after,omitempty"` // seconds after which it may work
	Until      int64  `json:"until,omitempty"`       // ms: when what keeps the caller out ends
}

// Error gives the sentence.
func (e *Error) Error() string { return e.Message }

// Class tells the error's class by its code.
func (e *Error) Class() Class { return classes[e.Code] }

// Status is the HTTP status that answers with this error.
func (e *Error) Status() int { return statuses[e.Class()] }

// Reason is the MQTT 5 reason code that answers with this error [PROTOCOL 7].
func (e *Error) Reason() byte { return reasons[e.Class()] }

// Temporary tells whether the same request may work later without a change: such a publish is not acknowledged to
// MQTT 3 clients, who would take the acknowledgement for success.
func (e *Error) Temporary() bool {
	return e.Class() == ClassUnavailable || e.Class() == ClassDiskFull
}

// At names the field that is wrong.
func (e *Error) At(field string) *Error { e.Field = field; return e }

// Errorf makes an Error.
func Errorf(code Code, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

// AsError finds the Error in err, or makes one with CodeInternal that hides what err says.
func AsError(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return &Error{Code: CodeInternal, Message: "the server failed; its log says why"}
}

package chat

import "strings"

// A guest has a token and no account: it may enter chatrooms and read there, nothing else. Nothing is kept of it
// [PROTOCOL 8.6].

// GuestPrefix begins every guest's id. No user's id can hold its last character.
const GuestPrefix = "guest~"

// IsGuest tells whether an id is a guest's: the prefix, and what could be an id behind it, 64 bytes in all.
func IsGuest(u UserID) bool {
	rest, ok := strings.CutPrefix(string(u), GuestPrefix)
	return ok && len(u) <= 64 && ValidID(rest)
}

// Guest tells whether the caller has no account.
func (c Caller) Guest() bool { return IsGuest(c.User) }

// NeedsAccount is the refusal of what a guest may not do.
func NeedsAccount() *Error {
	return Errorf(CodeNeedsAccount, "guests may enter chatrooms and read there; for this, log in with an account")
}

// TakesGuests refuses guests where the app's settings do.
func (a App) TakesGuests() error {
	if a.Settings.Guests {
		return nil
	}
	return Errorf(CodeForbidden, "the app takes no guests: its setting guests is off")
}

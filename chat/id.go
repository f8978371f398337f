package chat

import (
	"fmt"
	"strings"
)

// AppName names an app, a world of its own within one server: [a-z0-9_-]{1,32}.
type AppName string

// DefaultApp exists from the first start.
const DefaultApp AppName = "default"

// UserID, GroupID and RoomID are unique within their app: [A-Za-z0-9_.-]{1,64}, case matters [PROTOCOL 1.2].
type (
	UserID  string
	GroupID string
	RoomID  string
)

// Kind says what an address stands for.
type Kind string

// The kinds of addresses.
const (
	KindUser  Kind = "user"
	KindGroup Kind = "group"
	KindRoom  Kind = "room"
)

// Address is where a message goes, as its sender writes it: "user/bob", "group/g1", "room/r1".
// It is also the name of a conversation as one of its participants sees it.
type Address struct {
	Kind Kind
	ID   string
}

// String gives the address in its written form.
func (a Address) String() string { return string(a.Kind) + "/" + a.ID }

// MarshalText makes an address a plain JSON string.
func (a Address) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

// UnmarshalText reads what MarshalText wrote; it returns the error of [ParseAddress].
func (a *Address) UnmarshalText(b []byte) (err error) {
	*a, err = ParseAddress(string(b))
	return err
}

// ParseAddress reads "kind/id". It returns an [Error] with CodeBadAddress that says what is wrong.
func ParseAddress(s string) (Address, error) {
	kind, id, ok := strings.Cut(s, "/")
	switch Kind(kind) {
	case KindUser, KindGroup, KindRoom:
	default:
		ok = false
	}
	if !ok || !ValidID(id) {
		return Address{}, Errorf(CodeBadAddress, "%q is no address: write user/ID, group/ID or room/ID, where an ID is 1 to 64 of A-Z a-z 0-9 _ . -", clip(s)).At("to")
	}
	return Address{Kind(kind), id}, nil
}

// UserAddress is the address of a user's inbox.
func UserAddress(u UserID) Address { return Address{KindUser, string(u)} }

// GroupAddress is the address of a group.
func GroupAddress(g GroupID) Address { return Address{KindGroup, string(g)} }

// RoomAddress is the address of a chatroom.
func RoomAddress(r RoomID) Address { return Address{KindRoom, string(r)} }

// Conversation names a conversation for the store, the same for all who take part:
// "user/ann~bob" (ids in order), "group/g1", "room/r1".
type Conversation string

// Between names the 1:1 conversation of two users.
func Between(a, b UserID) Conversation {
	if a > b {
		a, b = b, a
	}
	return Conversation("user/" + string(a) + "~" + string(b))
}

// ConversationOf names the conversation that me and the address share.
func ConversationOf(me UserID, to Address) Conversation {
	if to.Kind == KindUser {
		return Between(me, UserID(to.ID))
	}
	return Conversation(to.String())
}

// Kind tells whether the conversation is 1:1, a group's or a chatroom's.
func (c Conversation) Kind() Kind {
	kind, _, _ := strings.Cut(string(c), "/")
	return Kind(kind)
}

// For gives the conversation's address as the user me sees it: the other one's in a 1:1 conversation.
func (c Conversation) For(me UserID) Address {
	kind, id, _ := strings.Cut(string(c), "/")
	if Kind(kind) == KindUser {
		a, b, _ := strings.Cut(id, "~")
		if a == string(me) {
			a = b
		}
		id = a
	}
	return Address{Kind(kind), id}
}

// Pair gives the two users of a 1:1 conversation, in the order of their ids.
func (c Conversation) Pair() (a, b UserID) {
	x, y, _ := strings.Cut(strings.TrimPrefix(string(c), "user/"), "~")
	return UserID(x), UserID(y)
}

// ValidID tells whether s may name a user, a group or a chatroom.
func ValidID(s string) bool {
	return validName(s, 64, func(c byte) bool {
		return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '.' || c == '-'
	})
}

// ValidAppName tells whether s may name an app.
func ValidAppName(s string) bool {
	return validName(s, 32, func(c byte) bool {
		return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '_' || c == '-'
	})
}

func validName(s string, most int, ok func(byte) bool) bool {
	if len(s) == 0 || len(s) > most {
		return false
	}
	for i := 0; i < len(s); i++ {
		if !ok(s[i]) {
			return false
		}
	}
	return true
}

func checkID(field, s string) error {
	if !ValidID(s) {
		return Errorf(CodeBadID, "%q cannot be an id: use 1 to 64 of A-Z a-z 0-9 _ . -", clip(s)).At(field)
	}
	return nil
}

// clip keeps foreign text in an error message short.
func clip(s string) string {
	if len(s) > 80 {
		return fmt.Sprintf("%.77s...", s)
	}
	return s
}

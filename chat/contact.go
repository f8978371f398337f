package chat

import "encoding/json"

// Limits of contacts.
const (
	MaxFriends  = 3_000
	MaxBlocked  = 1_000
	MaxRequests = 1_000 // friend requests of a user that wait for an answer: those received, and those sent
	MaxAskText  = 512   // bytes of a request's text
	MaxRemark   = 256   // bytes
)

// Contact is a user as another one has him in his contacts: a friend.
type Contact struct {
	User   UserID `json:"user"`
	Remark string `json:"remark,omitempty" doc:"The name that only you see"`
	Since  int64  `json:"since" doc:"Friends since then, milliseconds since 1970"`

	Ext json.RawMessage `json:"ext,omitempty" doc:"A JSON object of the app's own, for you alone"`
}

// Relation is all that is between the caller's user and another. Times are ms; absent means no.
type Relation struct {
	User      UserID `json:"user"`
	Remark    string `json:"remark,omitempty" doc:"The name that only you see"`
	Since     int64  `json:"since,omitempty" doc:"Friends since then, milliseconds since 1970; absent: no friends"`
	Requested int64  `json:"requested,omitempty" doc:"Your friend request waits since then"`
	Received  int64  `json:"received,omitempty" doc:"The other one's friend request waits for your answer since then"`
	Text      string `json:"text,omitempty" doc:"Of the request received"`
	Blocked   int64  `json:"blocked,omitempty" doc:"You block the other one since then"`

	Ext json.RawMessage `json:"ext,omitempty" doc:"A JSON object of the app's own, for you alone"`
}

// ContactChange changes what is not nil of what only a user himself sees of a friend.
type ContactChange struct {
	Remark *string `json:"remark,omitempty" doc:"The name that only you see, at most 256 bytes; empty: none"`

	Ext json.RawMessage `json:"ext,omitempty" doc:"A JSON object of the app's own, at most 1 KB; replaces the one before, {} takes it away"`
}

// ContactRequest is a friend request that waits for an answer.
type ContactRequest struct {
	User UserID `json:"user" doc:"The other one: who asks, or who was asked"`
	Text string `json:"text,omitempty" doc:"Of a request received"`
	At   int64  `json:"at" doc:"Milliseconds since 1970"`
}

// Blocked is a user on a blocklist.
type Blocked struct {
	User UserID `json:"user"`
	At   int64  `json:"at" doc:"Milliseconds since 1970"`
}

// contact is the record of one user about another: everything that is between them, so that a 1:1 message reads one
// record at most. Friendship stands in the records of both.
type contact struct {
	since    uint64 // friends since, ms; 0: no friends
	blocked  uint64 // the owner of the record blocks the other one since, ms
	asked    uint64 // the owner's request waits since, ms
	received uint64 // the other one's request waits since, ms
	remark   string
	text     string // of the request received
	ext      string // of the owner's own: a JSON object, or empty
}

// extBit stands in the length of the remark when the length of the text follows it, and ext the text.
const extBit = 1 << 32

func (c *contact) encode() []byte {
	b := make([]byte, 0, len(c.remark)+len(c.text)+len(c.ext)+40)
	if c.ext == "" {
		b = appendNumbers(b, c.since, c.blocked, c.asked, c.received, uint64(len(c.remark)))
	} else {
		b = appendNumbers(b, c.since, c.blocked, c.asked, c.received, extBit|uint64(len(c.remark)), uint64(len(c.text)))
	}
	return append(append(append(b, c.remark...), c.text...), c.ext...)
}

func decodeContact(b []byte) (c contact, err error) {
	var n uint64
	b, err = numbers(b, &c.since, &c.blocked, &c.asked, &c.received, &n)
	extended := n&extBit != 0
	n &^= extBit
	var text uint64
	if extended && err == nil {
		b, err = numbers(b, &text)
	}
	if !extended {
		text = uint64(len(b)) - min(n, uint64(len(b)))
	}
	if err != nil || uint64(len(b)) < n || uint64(len(b))-n < text {
		return c, errCorrupt
	}
	c.remark, c.text, c.ext = string(b[:n]), string(b[n:n+text]), string(b[n+text:])
	return c, nil
}

func contactKey(a AppName, u, other UserID) []byte {
	return key(a, "contact", string(u), string(other))
}

// getContact gives what the record of u says of another user; the zero record when there is none.
func getContact(r Reader, app AppName, u, other UserID) (contact, error) {
	b, err := r.Get(contactKey(app, u, other))
	if b == nil || err != nil {
		return contact{}, err
	}
	return decodeContact(b)
}

func (c *contact) relation(other UserID) Relation {
	return Relation{User: other, Remark: c.remark, Since: int64(c.since), Requested: int64(c.asked), Received: int64(c.received), Text: c.text, Blocked: int64(c.blocked), Ext: rawOrNil(c.ext)}
}

func rawOrNil(s string) json.RawMessage {
	if s == "" {
		return nil
	}
	return json.RawMessage(s)
}

// eachContact calls f for the records of a user in the order of the others' ids, from the one after `after` on, until
// f returns false.
func eachContact(r Reader, app AppName, u, after UserID, f func(other UserID, c contact) bool) error {
	p := prefix(app, "contact", string(u))
	var from []byte
	if after != "" {
		from = append(append(append([]byte{}, p...), after...), 0)
	}
	var err error
	scanErr := r.Scan(p, from, false, func(k, b []byte) bool {
		c, e := decodeContact(b)
		err = e
		return e == nil && f(UserID(k[len(p):]), c)
	})
	return orFirst(scanErr, err)
}

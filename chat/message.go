package chat

import (
	"encoding/json"
	"strconv"
	"unicode/utf8"
)

// Limits of messages; sizes in bytes.
const (
	MaxMessage     = 64 << 10 // a whole message as it goes down and is stored
	MaxCID         = 128
	MaxCombine     = 300 // messages in a combine
	MaxCombineDeep = 10
	DedupWindow    = 7 * 24 * 3600 * 1000 // ms in which a cid means the same message
)

// Message is a message as everyone reads it, live and in the history. Nothing in it depends on who reads it.
type Message struct {
	ID   string          `json:"id" doc:"Unique; sorts by time"`
	CID  string          `json:"cid,omitempty" doc:"The sender's own id of it"`
	From UserID          `json:"from"`
	To   Address         `json:"to" doc:"As the sender wrote it: user/ID, group/ID, room/ID"`
	Seq  uint64          `json:"seq,omitempty" doc:"1, 2, 3 … in its conversation; absent when not stored"`
	TS   int64           `json:"ts" doc:"Milliseconds since 1970"`
	Type string          `json:"type" doc:"txt img audio video file loc cmd custom combine, or event for a change of a group"`
	Body json.RawMessage `json:"body" doc:"A JSON object; of a txt {\"text\":…}"`
	Ext  json.RawMessage `json:"ext,omitempty" doc:"A JSON object of the sender's own"`
	Details
}

// TypeEvent is the type of what the server writes into a group's history: changes of the group.
const TypeEvent = "event"

// Draft is a message before it is accepted.
type Draft struct {
	To    Address         `json:"to"`
	CID   string          `json:"cid,omitempty"`
	Type  string          `json:"type,omitempty"`
	Body  json.RawMessage `json:"body,omitempty"`
	Ext   json.RawMessage `json:"ext,omitempty"`
	Store *bool           `json:"store,omitempty"` // nil: all kinds but cmd are stored
	SendOptions

	Priority Priority `json:"priority,omitempty" enum:"high,normal,low" doc:"For chatrooms: what is done without first when there is too much; normal if absent"`

	valid bool    // body and ext are known to be valid UTF-8 and JSON
	said  *uint32 // the sum of what the sender wrote, when rules changed it
	will  string  // it is a will, kept under this id
}

// Receipt answers an accepted message.
type Receipt struct {
	ID  string `json:"id"`
	Seq uint64 `json:"seq,omitempty" doc:"Absent when the message is not stored"`
	TS  int64  `json:"ts" doc:"Milliseconds since 1970"`
}

// PlainText makes the draft of a payload that is no JSON object: the text of a txt [PROTOCOL 4.2].
func PlainText(to Address, text []byte) Draft {
	body, _ := json.Marshal(struct {
		Text string `json:"text"`
	}{string(text)})
	return Draft{To: to, Type: "txt", Body: body}
}

// ParseDraft reads what a client published to an address [PROTOCOL 4.1]. The draft refers to the payload.
func ParseDraft(to Address, payload []byte) (Draft, error) {
	if len(payload) > MaxMessage {
		return Draft{To: to}, tooLarge(len(payload))
	}
	if !utf8.Valid(payload) {
		return Draft{To: to}, Errorf(CodeBadPayload, "the payload is not UTF-8 text; put binary data into a file and send its id")
	}
	if !isObject(payload) {
		if len(payload) == 0 {
			return Draft{To: to}, Errorf(CodeBadPayload, "the payload is empty")
		}
		return PlainText(to, payload), nil
	}
	d := Draft{To: to, valid: true}
	wrong, options := "", false
	valid := members(payload, func(name, value []byte) bool {
		var ok bool
		switch string(name) {
		case "cid":
			d.CID, ok = plain(value)
		case "type":
			d.Type, ok = plain(value)
		case "body":
			d.Body, ok = value, true
		case "ext":
			d.Ext, ok = value, true
		case "priority":
			var text string
			text, ok = plain(value)
			d.Priority = Priority(text)
		case "store":
			store := string(value) == "true"
			d.Store, ok = &store, store || string(value) == "false"
		case "at", "quote", "only", "silent", "no_push", "expires_in", "receipt":
			options, ok = true, true
		default:
			ok = true
		}
		if !ok {
			wrong = string(name)
		}
		return ok
	})
	switch {
	case wrong != "":
		return d, Errorf(CodeBadPayload, "%s has the wrong type: cid, type and priority are strings, store is true or false", wrong).At(wrong)
	case !valid:
		return d, Errorf(CodeBadPayload, "the payload begins like a JSON object and is none")
	}
	if options {
		var o SendOptions // not d's own, which would put each draft on the heap
		if json.Unmarshal(payload, &o) != nil {
			return d, Errorf(CodeBadPayload, "at and only are lists of users, quote and expires_in are numbers, silent, no_push and receipt are true or false")
		}
		d.SendOptions = o
	}
	return d, nil
}

func tooLarge(n int) *Error {
	return Errorf(CodeTooLarge, "the message has %d bytes, %d are allowed", n, MaxMessage)
}

// check finds what is wrong with a draft whatever the state, and fills in what was left out.
func (d *Draft) check() error {
	if d.Type == "" {
		d.Type = "txt"
	}
	if len(d.CID) > MaxCID {
		return Errorf(CodeTooLarge, "cid has %d bytes, %d are allowed", len(d.CID), MaxCID).At("cid")
	}
	if !isObject(d.Body) {
		return Errorf(CodeBadPayload, "body must be a JSON object").At("body")
	}
	if len(d.Ext) > 0 && !isObject(d.Ext) {
		if string(d.Ext) != "null" {
			return Errorf(CodeBadPayload, "ext must be a JSON object").At("ext")
		}
		d.Ext = nil
	}
	if !d.valid && (!utf8.Valid(d.Body) || !utf8.Valid(d.Ext) || !json.Valid(d.Body) || len(d.Ext) > 0 && !json.Valid(d.Ext)) {
		return Errorf(CodeBadPayload, "body and ext must be JSON in UTF-8").At("body")
	}
	if n := len(d.Body) + len(d.Ext) + len(d.CID); n > MaxMessage {
		return tooLarge(n)
	}
	if err := d.SendOptions.check(d); err != nil {
		return err
	}
	if err := d.Priority.check(d.To.Kind); err != nil {
		return err
	}
	return checkBody(d.Type, d.Body, 0)
}

// checkBody holds the rules of each type's body [PROTOCOL 4.3].
func checkBody(typ string, body json.RawMessage, depth int) error {
	switch typ {
	case "txt":
		isText := false
		members(body, func(name, value []byte) bool {
			if string(name) == "text" {
				isText = value[0] == '"'
			}
			return true
		})
		if !isText {
			return Errorf(CodeBadPayload, `the body of a txt is {"text":"..."}`).At("body.text")
		}
	case "img", "audio", "video", "file":
		var b struct {
			File *string `json:"file"`
			URL  *string `json:"url"`
		}
		if json.Unmarshal(body, &b) != nil || b.File == nil && b.URL == nil {
			return Errorf(CodeBadPayload, `the body of %s names its file: {"file":"ID"} of an upload, or {"url":"..."}`, typ).At("body.file")
		}
	case "loc":
		var b struct {
			Lat *float64 `json:"lat"`
			Lng *float64 `json:"lng"`
		}
		if json.Unmarshal(body, &b) != nil || b.Lat == nil || b.Lng == nil || *b.Lat < -90 || *b.Lat > 90 || *b.Lng < -180 || *b.Lng > 180 {
			return Errorf(CodeBadPayload, `the body of a loc has "lat" from -90 to 90 and "lng" from -180 to 180`).At("body")
		}
	case "cmd", "custom":
	case "combine":
		return checkCombine(body, depth)
	default:
		return Errorf(CodeBadPayload, "%q is no type of message: use txt img audio video file loc cmd custom combine", clip(typ)).At("type")
	}
	return nil
}

func checkCombine(body json.RawMessage, depth int) error {
	var b struct {
		Messages []struct {
			Type string          `json:"type"`
			Body json.RawMessage `json:"body"`
		} `json:"messages"`
	}
	if json.Unmarshal(body, &b) != nil || len(b.Messages) == 0 || len(b.Messages) > MaxCombine {
		return Errorf(CodeBadPayload, `the body of a combine has 1 to %d "messages"`, MaxCombine).At("body.messages")
	}
	if depth+1 > MaxCombineDeep {
		return Errorf(CodeBadPayload, "a combine may hold combines %d levels deep", MaxCombineDeep).At("body.messages")
	}
	for _, m := range b.Messages {
		if !isObject(m.Body) {
			return Errorf(CodeBadPayload, "each message of a combine has a body object").At("body.messages")
		}
		if m.Type == "combine" {
			if err := checkCombine(m.Body, depth+1); err != nil {
				return err
			}
		}
	}
	return nil
}

// fileNamed gives the id of the upload that a message's body names, if it does.
func fileNamed(typ string, body json.RawMessage) string {
	switch typ {
	case "img", "audio", "video", "file":
		var b struct {
			File string `json:"file"`
		}
		if json.Unmarshal(body, &b) == nil {
			return b.File
		}
	}
	return ""
}

// appendMessage encodes a message once, for the store and for every socket. Body and ext go in as they came.
func appendMessage(b []byte, m *Message) []byte {
	b = append(b, `{"id":"`...)
	b = append(b, m.ID...)
	if m.CID != "" {
		b = append(b, `","cid":`...)
		b = appendString(b, m.CID)
		b = append(b, `,"from":"`...)
	} else {
		b = append(b, `","from":"`...)
	}
	b = append(b, m.From...)
	b = append(b, `","to":"`...)
	b = append(b, m.To.Kind...)
	b = append(b, '/')
	b = append(b, m.To.ID...)
	b = append(b, '"')
	if m.Seq > 0 {
		b = append(b, `,"seq":`...)
		b = strconv.AppendUint(b, m.Seq, 10)
	}
	b = append(b, `,"ts":`...)
	b = strconv.AppendInt(b, m.TS, 10)
	b = append(b, `,"type":"`...)
	b = append(b, m.Type...)
	b = append(b, `","body":`...)
	b = append(b, m.Body...)
	if len(m.Ext) > 0 {
		b = append(b, `,"ext":`...)
		b = append(b, m.Ext...)
	}
	b = m.Details.appendTo(b)
	return append(b, '}')
}

// appendString appends s as a JSON string.
func appendString(b []byte, s string) []byte {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' || c >= 0x7f {
			q, _ := json.Marshal(s) // a string always encodes
			return append(b, q...)
		}
	}
	b = append(b, '"')
	b = append(b, s...)
	return append(b, '"')
}

// isObject tells whether b looks like a JSON object; whether it is one is left to the decoder.
func isObject(b []byte) bool {
	for _, c := range b {
		switch c {
		case ' ', '\t', '\r', '\n':
			continue
		}
		return c == '{'
	}
	return false
}

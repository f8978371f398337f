package chat

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
)

// state is what an Op works on: a transaction, seen by one command of one app.
type state struct {
	tx      Tx
	app     AppName
	at      int64
	wrote   bool
	effects []Effect
}

func (s *state) emit(e Effect) { s.effects = append(s.effects, e) }

func (s *state) has(key []byte) (bool, error) {
	b, err := s.tx.Get(key)
	return b != nil, err
}

func (s *state) set(key, value []byte) error {
	s.wrote = true
	return s.tx.Set(key, value)
}

func (s *state) delete(key []byte) error {
	s.wrote = true
	return s.tx.Delete(key)
}

func (s *state) setJSON(key []byte, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return s.set(key, b)
}

// getJSON reports whether the key is there.
func getJSON(r Reader, key []byte, v any) (bool, error) {
	b, err := r.Get(key)
	if b == nil || err != nil {
		return false, err
	}
	if err := json.Unmarshal(b, v); err != nil {
		return false, fmt.Errorf("stored value of %q: %w", key, err)
	}
	return true, nil
}

// Keys. An app's keys begin with its name, so that it can be removed as a whole; '/' is in no name and no id, and
// numbers are big-endian, so that keys sort as what they mean.
func appAt(a AppName) location     { return located("", "app", string(a)) }
func appKey(a AppName) []byte      { return appAt(a).key() }
func aliasKey(alias string) []byte { return []byte("/alias/" + alias) }
func goneAppKey(a AppName) []byte  { return []byte("/gone/" + string(a)) }

func key(app AppName, class string, parts ...string) []byte {
	n := len(app) + len(class) + 2
	for _, p := range parts {
		n += len(p) + 1
	}
	return appendKey(make([]byte, 0, n+8), app, class, parts)
}

func appendKey(b []byte, app AppName, class string, parts []string) []byte {
	b = append(append(append(b, app...), '/'), class...)
	for _, p := range parts {
		b = append(append(b, '/'), p...)
	}
	return b
}

func prefix(app AppName, class string, parts ...string) []byte {
	return append(key(app, class, parts...), '/')
}

func withNumber(b []byte, n uint64) []byte {
	return binary.BigEndian.AppendUint64(append(b, '/'), n)
}

func lastNumber(key []byte) uint64 { return binary.BigEndian.Uint64(key[len(key)-8:]) }

// lastPart is what follows the last '/' of a key that ends with an id.
func lastPart(key []byte) string {
	for i := len(key) - 1; i >= 0; i-- {
		if key[i] == '/' {
			return string(key[i+1:])
		}
	}
	return string(key)
}

func accountKey(a AppName, u UserID) []byte     { return key(a, "user", string(u)) }
func revokedKey(a AppName, token string) []byte { return key(a, string(revokedTokens), token) }
func groupKey(a AppName, g GroupID) []byte      { return key(a, "group", string(g)) }
func roomKey(a AppName, r RoomID) []byte        { return key(a, "room", string(r)) }
func fileKey(a AppName, id string) []byte       { return key(a, "file", id) }
func hashKey(a AppName, hash, id string) []byte { return key(a, "hash", hash, id) }
func carriedKey(a AppName, c Conversation, seq uint64) []byte {
	return withNumber(key(a, "carried", string(c)), seq)
}
func fileUseKey(a AppName, id string, c Conversation) []byte {
	return key(a, "fileuse", id, string(c))
}
func orphanKey(a AppName, at int64, id string) []byte {
	return append(append(withNumber(key(a, "orphan"), uint64(at)), '/'), id...)
}
func messageKey(a AppName, c Conversation, seq uint64) []byte {
	return withNumber(key(a, "msg", string(c)), seq)
}
func memberKey(a AppName, g GroupID, u UserID) []byte {
	return key(a, "member", string(g), string(u))
}
func eventKey(a AppName, pos uint64) []byte { return withNumber(key(a, "event"), pos) }
func forgottenKey(a AppName) []byte         { return key(a, "forgotten") }
func userEventKey(a AppName, u UserID, pos uint64) []byte {
	return withNumber(key(a, "userevent", string(u)), pos)
}
func changeKey(a AppName, c Conversation, pos uint64) []byte {
	return withNumber(key(a, "change", string(c)), pos)
}
func exceptKey(a AppName, c Conversation, seq uint64) []byte {
	return withNumber(key(a, "except", string(c)), seq)
}
func erasedKey(a AppName, u UserID, c Conversation, seq uint64) []byte {
	return withNumber(key(a, "erased", string(u), string(c)), seq)
}
func expireKey(a AppName, at int64, c Conversation, seq uint64) []byte {
	b := append(withNumber(key(a, "expire"), uint64(at)), '/')
	return withNumber(append(b, c...), seq)
}
func pinKey(a AppName, c Conversation, seq uint64) []byte {
	return withNumber(key(a, "pin", string(c)), seq)
}
func reactionKey(a AppName, c Conversation, seq uint64, kind string, u UserID) []byte {
	b := append(withNumber(key(a, "reaction", string(c)), seq), '/')
	return append(append(append(b, kind...), 0), u...)
}
func mentionKey(a AppName, u UserID, c Conversation) []byte {
	return key(a, "mention", string(u), string(c))
}
func extKey(a AppName, u UserID, c Conversation) []byte {
	return key(a, "convext", string(u), string(c))
}
func marksKey(a AppName, u UserID, c Conversation) []byte {
	return key(a, "marks", string(u), string(c))
}
func cidBlockKey(a AppName, u UserID, c Conversation, n uint64) []byte {
	return withNumber(key(a, "cids", string(u), string(c)), n)
}
func cidRunKey(a AppName, u UserID, c Conversation, n uint64) []byte {
	return withNumber(key(a, "cidruns", string(u), string(c)), n)
}
func commandKey(a AppName, id string) []byte { return key(a, "command", id) }
func commandEndKey(a AppName, at int64, id string) []byte {
	return append(append(withNumber(key(a, "commandend"), uint64(at)), '/'), id...)
}
func commandCountKey(a AppName) []byte { return key(a, "commandcount") }
func sessionKey(a AppName, u UserID, client string) []byte {
	return key(a, string(keptSessions), string(u), client)
}

// errCorrupt is a stored value that cannot be read: a defect or a damaged disk.
var errCorrupt = errors.New("a stored record cannot be read")

// numbers reads count uvarints from b, and what follows them.
func numbers(b []byte, into ...*uint64) ([]byte, error) {
	for _, p := range into {
		n, w := binary.Uvarint(b)
		if w <= 0 {
			return nil, errCorrupt
		}
		*p, b = n, b[w:]
	}
	return b, nil
}

func appendNumbers(b []byte, ns ...uint64) []byte {
	for _, n := range ns {
		b = binary.AppendUvarint(b, n)
	}
	return b
}

package chat

import (
	"encoding/json"
	"fmt"
)

func decodeStored(b []byte, v any) error {
	if err := json.Unmarshal(b, v); err != nil {
		return fmt.Errorf("stored %T: %w", v, err)
	}
	return nil
}

// eachRoomValue calls f for all key-values of a room, by key.
func eachRoomValue(r Reader, app AppName, room RoomID, f func(RoomValue)) error {
	var err error
	scanErr := r.Scan(prefix(app, "roomvalue", string(room)), nil, false, func(_, b []byte) bool {
		var v RoomValue
		if err = decodeStored(b, &v); err == nil {
			f(v)
		}
		return err == nil
	})
	return orFirst(scanErr, err)
}

// setRoomValues sets key-values; each key may be refused for itself.
type setRoomValues struct {
	actor
	Room   RoomID         `json:"room"`
	Values []NewRoomValue `json:"values"`
	Force  bool           `json:"force,omitempty"` // keys of others, too: for managers
}

func (op *setRoomValues) apply(s *state) (any, error) {
	room, err := roomOfValues(s, op.Room, op.actor, op.Force)
	if err != nil {
		return nil, err
	}
	var out ValuesChanged
	var set []RoomValue
	auto := false
	for _, v := range op.Values {
		fresh, refusal, err := mayChangeValue(s, room.ID, v.Key, op.actor, op.Force)
		switch {
		case err != nil:
			return nil, err
		case refusal == nil && fresh && room.counts.Values >= MaxRoomValues:
			refusal = refuseValue(v.Key, Errorf(CodeTooMany, "the chatroom has %d keys, more are not allowed", MaxRoomValues), "")
		}
		if refusal != nil {
			out.Refused = append(out.Refused, *refusal)
			continue
		}
		if fresh {
			room.counts.Values++
		}
		auto = auto || v.AutoDelete
		set = append(set, RoomValue{Key: v.Key, Value: v.Value, Owner: op.User, AutoDelete: v.AutoDelete && op.User != "", Updated: s.at})
		out.Done = append(out.Done, v.Key)
	}
	if len(set) == 0 {
		return out, nil
	}
	if err := s.keepAuto(room.ID, op.User, auto); err != nil {
		return nil, err
	}
	for _, v := range set {
		if err := s.setJSON(roomValueKey(s.app, room.ID, v.Key), v); err != nil {
			return nil, err
		}
	}
	if err := s.setRoom(room); err != nil {
		return nil, err
	}
	return out, s.sayInRoom(roomEvent{Event: "values.set", Room: room.ID, By: op.User, Values: set})
}

// keepAuto notes that key-values go with a user.
func (s *state) keepAuto(room RoomID, u UserID, auto bool) error {
	if !auto || u == "" {
		return nil
	}
	stay, err := getStay(s.tx, s.app, room, u)
	if err != nil || stay.Auto {
		return err
	}
	stay.Auto = true
	return s.setStay(room, u, stay)
}

// deleteRoomValues deletes key-values; each key may be refused for itself.
type deleteRoomValues struct {
	actor
	Room  RoomID   `json:"room"`
	Keys  []string `json:"keys"`
	Force bool     `json:"force,omitempty"`
}

func (op *deleteRoomValues) apply(s *state) (any, error) {
	room, err := roomOfValues(s, op.Room, op.actor, op.Force)
	if err != nil {
		return nil, err
	}
	var out ValuesChanged
	for _, k := range op.Keys {
		absent, refusal, err := mayChangeValue(s, room.ID, k, op.actor, op.Force)
		switch {
		case err != nil:
			return nil, err
		case absent:
			refusal = refuseValue(k, Errorf(CodeNotFound, "the chatroom has no key %q", k), "")
		}
		if refusal != nil {
			out.Refused = append(out.Refused, *refusal)
			continue
		}
		out.Done = append(out.Done, k)
	}
	if len(out.Done) == 0 {
		return out, nil
	}
	for _, k := range out.Done {
		if err := s.delete(roomValueKey(s.app, room.ID, k)); err != nil {
			return nil, err
		}
	}
	room.counts.Values -= len(out.Done)
	if err := s.setRoom(room); err != nil {
		return nil, err
	}
	return out, s.sayInRoom(roomEvent{Event: "values.deleted", Room: room.ID, By: op.User, Keys: out.Done})
}

// roomOfValues finds the room; only its managers may force.
func roomOfValues(s *state, id RoomID, by actor, force bool) (Room, error) {
	if force {
		room, _, err := managedRoom(s.tx, s.app, id, by)
		return room, err
	}
	return getRoom(s.tx, s.app, id)
}

// mayChangeValue tells whether a key is new, and refuses one that belongs to somebody else.
func mayChangeValue(s *state, room RoomID, k string, by actor, force bool) (fresh bool, refusal *ValueRefusal, err error) {
	var old RoomValue
	there, err := getJSON(s.tx, roomValueKey(s.app, room, k), &old)
	if there && err == nil && !force && old.Owner != by.User {
		whose := string(old.Owner)
		if whose == "" {
			whose = "the app"
		}
		refusal = refuseValue(k, Errorf(CodeKeyTaken, "the key %q belongs to %s", k, whose), old.Owner)
	}
	return !there, refusal, err
}

func refuseValue(k string, e *Error, owner UserID) *ValueRefusal {
	return &ValueRefusal{Key: k, Code: e.Code, Message: e.Message, Owner: owner}
}

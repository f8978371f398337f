package chat

import (
	"bytes"
	"encoding/binary"
)

// QueueOwner names the session that messages of device topics wait for. Born keeps what was left of an earlier session
// of the client apart.
type QueueOwner struct {
	User   UserID `json:"user"`
	Client string `json:"client"`
	Born   uint64 `json:"born,omitempty"`
}

// QueuedMessage is a message of a device topic that a kept session is owed, with QoS 1 or 2.
type QueuedMessage struct {
	Seq           uint64 // its place in the session's queue
	Topic         string
	Payload       []byte // nil once the client has it
	Properties    []byte // that are passed on, as MQTT 5 encodes them
	Published     byte   // the QoS of the publish
	QoS           byte   // of the delivery
	Retain        bool   // the delivery says so
	Expires       int64  // ms, for everybody; 0: never
	Until         int64  // ms, when it waits no longer; 0: for ever
	IDs           []int  // subscription identifiers
	Share, Filter string // of the shared subscription that chose the session
	ID            uint16 // QoS 2: packet id, once it was to be sent; 0: not yet
	Received      bool   // QoS 2: the client has it, and its PUBCOMP is missing
}

// Stale tells whether a message that was not sent yet is not to be sent any more.
func (m *QueuedMessage) Stale(now int64) bool {
	return m.ID == 0 && (m.Until > 0 && m.Until < now || m.Expires > 0 && m.Expires <= now)
}

// inherited tells whether another member of the shared subscription gets the message when the session ends: not what may
// have come with QoS 2 [MQTT5-4.8.2-5].
func (m *QueuedMessage) inherited() bool { return m.Share != "" && m.ID == 0 }

const (
	queuedRetain = 1 << iota
	queuedReceived
)

func (m *QueuedMessage) encode() []byte {
	flags := uint64(0)
	if m.Retain {
		flags |= queuedRetain
	}
	if m.Received {
		flags |= queuedReceived
	}
	b := make([]byte, 0, len(m.Topic)+len(m.Payload)+len(m.Properties)+len(m.Share)+len(m.Filter)+40)
	b = appendNumbers(b, uint64(m.Published), uint64(m.QoS), flags, uint64(m.Expires), uint64(m.Until), uint64(m.ID),
		uint64(len(m.Topic)), uint64(len(m.Share)), uint64(len(m.Filter)), uint64(len(m.Properties)), uint64(len(m.IDs)))
	for _, id := range m.IDs {
		b = binary.AppendUvarint(b, uint64(id))
	}
	b = append(append(append(b, m.Topic...), m.Share...), m.Filter...)
	return append(append(b, m.Properties...), m.Payload...)
}

// decodeQueued reads a stored message, which keeps parts of b.
func decodeQueued(seq uint64, b []byte) (m QueuedMessage, err error) {
	var published, qos, flags, expires, until, id, topic, share, filter, props, ids uint64
	b, err = numbers(b, &published, &qos, &flags, &expires, &until, &id, &topic, &share, &filter, &props, &ids)
	if err != nil || published > 2 || qos > 2 || id > 0xFFFF || ids > uint64(len(b)) {
		return m, errCorrupt
	}
	m = QueuedMessage{Seq: seq, Published: byte(published), QoS: byte(qos), Retain: flags&queuedRetain > 0, Received: flags&queuedReceived > 0,
		Expires: int64(expires), Until: int64(until), ID: uint16(id)}
	for range ids {
		var one uint64
		if b, err = numbers(b, &one); err != nil {
			return m, err
		}
		m.IDs = append(m.IDs, int(one))
	}
	parts := [4][]byte{}
	for i, n := range [4]uint64{topic, share, filter, props} {
		if n > uint64(len(b)) {
			return m, errCorrupt
		}
		parts[i], b = b[:n:n], b[n:]
	}
	m.Topic, m.Share, m.Filter, m.Properties, m.Payload = string(parts[0]), string(parts[1]), string(parts[2]), parts[3], b
	return m, nil
}

// queueBox is what is known of a session's queue as a whole. It is there from the first message on.
type queueBox struct {
	next    uint64 // seq of the next message, from 1 on
	low     uint64 // all messages before are gone
	count   uint64 // messages that are there
	marked  uint64 // those of them that have their packet id
	sent    uint64 // the newest of those, ever
	dropped uint64 // messages for which there was no room
}

func decodeBox(b []byte) (*queueBox, error) {
	var x queueBox
	_, err := numbers(b, &x.next, &x.low, &x.count, &x.marked, &x.sent, &x.dropped)
	return &x, err
}

func getBox(r Reader, app AppName, o QueueOwner) (*queueBox, error) {
	b, err := r.Get(boxKey(app, o))
	if b == nil || err != nil {
		return nil, err
	}
	return decodeBox(b)
}

func (s *state) setBox(o QueueOwner, x *queueBox) error {
	return s.set(boxKey(s.app, o), appendNumbers(make([]byte, 0, 24), x.next, x.low, x.count, x.marked, x.sent, x.dropped))
}

// Keys of a session end with a zero byte, which is in no client id, and when it was born: a client id may begin with
// another one, and hold a '/'.
func ownedKey(a AppName, class string, o QueueOwner) []byte {
	b := append(prefix(a, class, string(o.User)), o.Client...)
	return binary.BigEndian.AppendUint64(append(b, 0), o.Born)
}

func boxKey(a AppName, o QueueOwner) []byte  { return ownedKey(a, "queuebox", o) }
func goneKey(a AppName, o QueueOwner) []byte { return ownedKey(a, "queuegone", o) }
func queuedKey(a AppName, o QueueOwner, seq uint64) []byte {
	return binary.BigEndian.AppendUint64(ownedKey(a, "queue", o), seq)
}
func openKey(a AppName, o QueueOwner, id uint16) []byte {
	return binary.BigEndian.AppendUint16(ownedKey(a, "queueopen", o), id)
}
func orphanedKey(a AppName, n uint64) []byte { return withNumber(key(a, "queueorphan"), n) }
func orphansKey(a AppName) []byte            { return key(a, "queueorphans") }

// ownerOf reads the owner from what follows the class in a key.
func ownerOf(k []byte) (o QueueOwner, ok bool) {
	user, rest, ok := bytes.Cut(k, []byte{'/'})
	n := len(rest) - 9
	if !ok || n < 0 {
		return o, false
	}
	return QueueOwner{UserID(user), string(rest[:n]), binary.BigEndian.Uint64(rest[n+1:])}, true
}

// queueLimits is how much may wait for a session.
type queueLimits struct {
	most   uint64
	ttl    int64 // ms; 0: for ever
	oldest bool  // goes when there is one too many
}

func queueLimitsKey(a AppName) []byte { return key(a, "queuelimits") }

func (st Settings) queueLimits() queueLimits {
	return queueLimits{uint64(st.DeviceQueue), st.DeviceQueueTTL * 1000, st.DeviceQueueFull == DropOldest}
}

func (s *state) setQueueLimits(a AppName, l queueLimits) error {
	oldest := uint64(0)
	if l.oldest {
		oldest = 1
	}
	return s.set(queueLimitsKey(a), appendNumbers(nil, l.most, uint64(l.ttl), oldest))
}

// queueLimits reads what each message for a kept session asks for: apart from the app's record, which is large. An app
// of an earlier version has it there alone.
func (s *state) queueLimits() (l queueLimits, err error) {
	b, err := s.tx.Get(queueLimitsKey(s.app))
	if err != nil {
		return l, err
	}
	if b == nil {
		a, err := getApp(s.tx, s.app)
		if err != nil {
			return l, err
		}
		return a.Settings.queueLimits(), s.setQueueLimits(s.app, a.Settings.queueLimits())
	}
	var ttl, oldest uint64
	_, err = numbers(b, &l.most, &ttl, &oldest)
	l.ttl, l.oldest = int64(ttl), oldest == 1
	return l, err
}

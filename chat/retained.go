package chat

import (
	"bytes"
	"strings"
)

// RetainedMessage is what a device topic keeps for who subscribes to it later [MQTT5-3.3.1-5].
type RetainedMessage struct {
	Topic      string
	Payload    []byte
	QoS        byte
	From       UserID // who published it
	Client     string // with which client id
	At         int64  // ms, when
	Expires    int64  // ms; 0: never
	Properties []byte // that are passed on, as MQTT 5 encodes them
}

// Expired tells whether nobody is to get it any more.
func (m *RetainedMessage) Expired(now int64) bool { return m.Expires > 0 && m.Expires <= now }

// size is what it counts towards the bytes that an app may retain.
func (m *RetainedMessage) size() uint64 {
	return uint64(len(m.Topic) + len(m.Payload) + len(m.Properties))
}

func (m *RetainedMessage) encode() []byte {
	b := make([]byte, 0, len(m.From)+len(m.Client)+len(m.Properties)+len(m.Payload)+24)
	b = appendNumbers(b, uint64(m.QoS), uint64(m.At), uint64(m.Expires), uint64(len(m.From)), uint64(len(m.Client)), uint64(len(m.Properties)))
	b = append(append(b, m.From...), m.Client...)
	return append(append(b, m.Properties...), m.Payload...)
}

// decodeRetained reads a stored message of a topic, which keeps parts of b.
func decodeRetained(topic string, b []byte) (m RetainedMessage, err error) {
	var qos, at, expires, from, client, props uint64
	b, err = numbers(b, &qos, &at, &expires, &from, &client, &props)
	if err != nil || qos > 2 {
		return m, errCorrupt
	}
	parts := [3][]byte{}
	for i, n := range [3]uint64{from, client, props} {
		if n > uint64(len(b)) {
			return m, errCorrupt
		}
		parts[i], b = b[:n:n], b[n:]
	}
	return RetainedMessage{
		Topic: topic, Payload: b, QoS: byte(qos), From: UserID(parts[0]), Client: string(parts[1]), At: int64(at), Expires: int64(expires), Properties: parts[2],
	}, nil
}

// Keys of retained messages are their topics level by level, with a zero byte, which is in no topic, between levels: so
// all that is below a topic follows it at once, and levels sort as they are.
func retainedKey(a AppName, topic string) []byte {
	return append(prefix(a, string(retainedTopics)), levelled(topic)...)
}

func levelled(topic string) string     { return strings.ReplaceAll(topic, "/", "\x00") }
func unlevelled(key []byte) string     { return string(bytes.ReplaceAll(key, []byte{0}, []byte{'/'})) }
func retainedUseKey(a AppName) []byte  { return key(a, "retaineduse") }
func retainedMostKey(a AppName) []byte { return key(a, "retainedmost") }
func retainedEndKey(a AppName, at int64, topic string) []byte {
	return append(append(withNumber(key(a, "retainedend"), uint64(at)), '/'), levelled(topic)...)
}

// RetainedUse is how much an app retains.
type RetainedUse struct {
	Count uint64 `json:"count" doc:"Retained messages of the app"`
	Bytes uint64 `json:"bytes" doc:"Of their topics, payloads and properties"`
}

func getUse(r Reader, k []byte, otherwise RetainedUse) (RetainedUse, error) {
	b, err := r.Get(k)
	if b == nil || err != nil {
		return otherwise, err
	}
	var u RetainedUse
	_, err = numbers(b, &u.Count, &u.Bytes)
	return u, err
}

// retainedMost gives what an app may retain, which each retained publish asks for: apart from the app's record, which is
// large.
func retainedMost(r Reader, app AppName) (RetainedUse, error) {
	return getUse(r, retainedMostKey(app), DefaultSettings().retainedMost())
}

func (st Settings) retainedMost() RetainedUse {
	return RetainedUse{uint64(st.RetainedMessages), uint64(st.RetainedBytes)}
}

func (s *state) setUse(k []byte, u RetainedUse) error {
	return s.set(k, appendNumbers(nil, u.Count, u.Bytes))
}

// Bounds of what an app may be allowed to retain.
const (
	MaxRetained      = 10_000_000
	MaxRetainedBytes = 64 << 30
)

func (st Settings) checkRetained() error {
	switch {
	case st.RetainedMessages < 0 || st.RetainedMessages > MaxRetained:
		return Errorf(CodeInvalid, "retained_messages is %d, allowed are 0 to %d", st.RetainedMessages, MaxRetained).At("settings.retained_messages")
	case st.RetainedBytes < 0 || st.RetainedBytes > MaxRetainedBytes:
		return Errorf(CodeInvalid, "retained_bytes is %d, allowed are 0 to %d", st.RetainedBytes, int64(MaxRetainedBytes)).At("settings.retained_bytes")
	}
	return nil
}

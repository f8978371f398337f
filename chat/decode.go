package chat

import (
	"bytes"
	"encoding/json"
)

// readMessage decodes a stored message. The result does not refer to the stored bytes.
func readMessage(stored []byte) (Message, error) {
	m, err := decodeMessage(stored)
	if err != nil {
		return Message{}, err
	}
	return DecodeMessage(bytes.Clone(m.payload))
}

// DecodeMessage reads a message as it goes to clients; the result refers to payload.
func DecodeMessage(payload []byte) (m Message, err error) {
	return m, json.Unmarshal(payload, &m)
}

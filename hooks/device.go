package hooks

import (
	"encoding/binary"
	"time"

	"github.com/mochi-mqtt/server/v2/packets"

	"github.com/hongyan-im/hongyan/hooks/strict"
)

// forward encodes the properties of a publish that are passed on as they came [MQTT5-3.3.2-4] [MQTT5-3.3.2-15]
// [MQTT5-3.3.2-16] [MQTT5-3.3.2-17] [MQTT5-3.3.2-20], and gives its time to live.
func forward(p *packets.Properties) (b []byte, expiry time.Duration) {
	if p.PayloadFormatFlag {
		b = append(b, packets.PropPayloadFormat, p.PayloadFormat)
	}
	b = textProp(b, packets.PropContentType, p.ContentType)
	b = textProp(b, packets.PropResponseTopic, p.ResponseTopic)
	b = textProp(b, packets.PropCorrelationData, string(p.CorrelationData))
	for _, u := range p.User {
		b = append(b, packets.PropUser)
		b = text(text(b, u.Key), u.Val)
	}
	return b, time.Duration(p.MessageExpiryInterval) * time.Second
}

func textProp(b []byte, id byte, s string) []byte {
	if s == "" {
		return b
	}
	return text(append(b, id), s)
}

func text(b []byte, s string) []byte {
	return append(binary.BigEndian.AppendUint16(b, uint16(len(s))), s...)
}

// aliasesMost is how many topic aliases a client may use, as CONNACK says [MQTT5-3.2.2.3.8].
const aliasesMost = 16

// resolveAlias puts the topic into a publish that names it by its alias. What it cannot resolve has a fault
// [MQTT5-3.3.2-7] [MQTT5-3.3.2-9] [MQTT5-3.3.2-12].
func (c *client) resolveAlias(pk *packets.Packet) *strict.Fault {
	alias := pk.Properties.TopicAlias
	switch {
	case !pk.Properties.TopicAliasFlag:
		return nil
	case alias > aliasesMost:
		return &strict.Fault{Reason: strict.WrongAlias, Text: "a Topic Alias above the Topic Alias Maximum"}
	case pk.TopicName == "":
		if pk.TopicName = c.aliases[alias]; pk.TopicName == "" {
			return &strict.Fault{Reason: strict.ProtocolError, Text: "a Topic Alias that stands for nothing yet"}
		}
	default:
		if c.aliases == nil {
			c.aliases = make(map[uint16]string)
		}
		c.aliases[alias] = pk.TopicName
	}
	pk.Properties.TopicAlias, pk.Properties.TopicAliasFlag = 0, false
	return nil
}

package chat

import "encoding/binary"

// DeviceProperties are the properties of a publish that are passed on as they came [MQTT5-2.2.2.2].
type DeviceProperties struct {
	Format      *byte // payload format indicator; nil: absent
	ContentType string
	Response    string
	Correlation []byte
	User        []UserProperty
}

// UserProperty is a user property of MQTT 5.
type UserProperty struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// The properties, as they are numbered.
const (
	propFormat      = 0x01
	propContentType = 0x03
	propResponse    = 0x08
	propCorrelation = 0x09
	propUser        = 0x26
)

// ParseDeviceProperties decodes properties as MQTT 5 has them. What it does not know ends it.
func ParseDeviceProperties(b []byte) (p DeviceProperties) {
	field := func() string {
		if len(b) < 2 || len(b)-2 < int(binary.BigEndian.Uint16(b)) {
			b = nil
			return ""
		}
		n := 2 + int(binary.BigEndian.Uint16(b))
		s := string(b[2:n])
		b = b[n:]
		return s
	}
	for len(b) > 1 {
		id := b[0]
		b = b[1:]
		switch id {
		case propFormat:
			format := b[0]
			p.Format, b = &format, b[1:]
		case propContentType:
			p.ContentType = field()
		case propResponse:
			p.Response = field()
		case propCorrelation:
			p.Correlation = []byte(field())
		case propUser:
			p.User = append(p.User, UserProperty{field(), field()})
		default:
			return p
		}
	}
	return p
}

// Encode gives the properties as MQTT 5 has them.
func (p *DeviceProperties) Encode() []byte {
	var b []byte
	if p.Format != nil {
		b = append(b, propFormat, *p.Format)
	}
	text := func(s string) { b = append(binary.BigEndian.AppendUint16(b, uint16(len(s))), s...) }
	for _, f := range []struct {
		id    byte
		value string
	}{{propContentType, p.ContentType}, {propResponse, p.Response}, {propCorrelation, string(p.Correlation)}} {
		if f.value != "" {
			b = append(b, f.id)
			text(f.value)
		}
	}
	for _, u := range p.User {
		b = append(b, propUser)
		text(u.Name)
		text(u.Value)
	}
	return b
}

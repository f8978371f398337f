package strict

// Connect is what CONNECT says about itself, as far as it could be read.
type Connect struct {
	Version byte   // 3, 4 or 5; 0: none that there is
	Method  string // of extended authentication
	Fault   *Fault
}

// Flags of CONNECT [MQTT5-3.1.2.3].
const (
	flagReserved = 1 << iota
	flagClean
	flagWill
	_
	_
	flagWillRetain
	flagPassword
	flagUsername

	maskWillQoS = 3 << 3
)

// ReadConnect looks at a CONNECT. Of a version that is none of ours it tells by its form in which version it has to be
// answered [MQTT-3.1.2-2] [MQTT5-3.1.2-2].
func ReadConnect(packet []byte, header int) Connect {
	r := &reader{b: packet[header:]}
	if packet[0] != connect<<4 {
		return Connect{Fault: &Fault{Malformed, "flags that are reserved"}}
	}
	name, level := r.text("the protocol name"), r.byte()
	version := versionOf(name, level)
	switch {
	case r.fault != nil:
		return Connect{Fault: r.fault}
	case version > 0:
		c := Connect{Version: version}
		c.Method, c.Fault = r.connect(version)
		return c
	case name != "MQTT" && name != "MQIsdp":
		return Connect{Fault: &Fault{WrongVersion, "a protocol that is not MQTT"}}
	}
	c := Connect{Version: 4, Fault: &Fault{WrongVersion, "this version of MQTT is not spoken here: 3.1, 3.1.1 and 5 are"}}
	as5 := &reader{b: r.b}
	if _, wrong := as5.connect(5); level > 5 && wrong == nil {
		c.Version = 5
	}
	return c
}

func versionOf(name string, level byte) byte {
	switch {
	case name == "MQIsdp" && level == 3, name == "MQTT" && (level == 4 || level == 5):
		return level
	}
	return 0
}

func (r *reader) connect(version byte) (method string, fault *Fault) {
	flags := r.byte()
	r.uint16() // keep alive
	r.connectFlags(flags, version)
	if version >= 5 {
		r.properties(connect)
		method = r.method
	}
	id := r.text("the client id")
	if id == "" && version < 5 && (version == 3 || flags&flagClean == 0) { // [MQTT-3.1.3-8]
		r.fail(NoClientID, "a client id is needed")
	}
	if flags&flagWill != 0 { // [MQTT-3.1.2-9]
		if version >= 5 {
			r.properties(will)
		}
		if r.text("the topic of the will") == "" { // [MQTT-4.7.3-1]
			r.fail(ProtocolError, "an empty topic of the will")
		}
		r.binary("the will")
	}
	if flags&flagUsername != 0 {
		r.text("the user name")
	}
	if flags&flagPassword != 0 {
		r.binary("the password")
	}
	r.end()
	return method, r.fault
}

func (r *reader) connectFlags(flags, version byte) {
	switch {
	case flags&flagReserved != 0 && version != 3: // [MQTT-3.1.2-3]
		r.fail(Malformed, "a flag of CONNECT that is reserved")
	case flags&maskWillQoS == maskWillQoS: // [MQTT-3.1.2-14]
		r.fail(Malformed, "a will with QoS 3")
	case flags&flagWill == 0 && flags&(maskWillQoS|flagWillRetain) != 0: // [MQTT-3.1.2-13] [MQTT-3.1.2-15]
		r.fail(Malformed, "flags of a will, but no will")
	case version < 5 && flags&flagPassword != 0 && flags&flagUsername == 0: // [MQTT-3.1.2-22]
		r.fail(Malformed, "a password without a user name")
	}
}

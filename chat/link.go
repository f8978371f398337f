package chat

import (
	"crypto/x509"
	"net"
	"net/url"
	"slices"
	"strings"
)

// Limits of links.
const (
	MaxLinks         = 20
	MaxLinkTopics    = 100
	MaxLinkQueue     = 1_000_000 // messages
	MaxLinkPassword  = 1024
	MaxLinkCA        = 16 << 10
	MaxLinkAddress   = 512
	linkQueue        = 100_000
	maxLinkForgotten = 100
)

// Link is a connection to another broker, over which device topics pass [PROTOCOL 17].
type Link struct {
	Name     string      `json:"name" doc:"[A-Za-z0-9_.-]{1,64}"`
	Address  string      `json:"address" maxLength:"512" example:"mqtts://broker.example.com:8883" doc:"mqtt:// or mqtts://, a host and, if it is not the usual one, a port"`
	ClientID string      `json:"client_id" maxLength:"256" doc:"With which the link connects; hongyan-NAME-… if absent"`
	User     string      `json:"user,omitempty" maxLength:"256" doc:"User name at the other broker"`
	CA       string      `json:"ca,omitempty" maxLength:"16384" doc:"Certificates (PEM) that sign the other broker's, when the system does not know them"`
	Topics   []LinkTopic `json:"topics" maxItems:"100"`
	Enabled  bool        `json:"enabled" doc:"One that is not keeps what waits, and takes no more"`
	Queue    int         `json:"queue" minimum:"0" maximum:"1000000" doc:"Messages that wait on disk while the other broker is away; beyond it the oldest are dropped; 0: 100000"`
	File     bool        `json:"file,omitempty" doc:"It stands in the server's configuration file, and is changed there"`
	Created  int64       `json:"created" doc:"Milliseconds since 1970"`
	Changed  int64       `json:"changed" doc:"Milliseconds since 1970"`

	ID       string   `json:"-"` // of what waits for it: another one by the same name has another
	Password string   `json:"-"` // never given back
	Forget   []string `json:"-"` // filters that it had at the other broker, and has no more
}

type storedLink struct {
	Link
	ID       string   `json:"id"`
	Password string   `json:"password,omitempty"`
	Forget   []string `json:"forget,omitempty"`
}

// LinkTopic says which topics pass over a link, and what they are called on both sides.
type LinkTopic struct {
	Filter    string `json:"filter" maxLength:"1024" example:"sensors/#" doc:"Which topics, below the prefixes; an MQTT filter"`
	Direction string `json:"direction" enum:"in,out,both" doc:"in: from the other broker; out: to it"`
	QoS       byte   `json:"qos" minimum:"0" maximum:"2" doc:"The highest QoS with which they pass"`
	Local     string `json:"local,omitempty" maxLength:"1024" example:"site-1/" doc:"What the topics begin with here"`
	Remote    string `json:"remote,omitempty" maxLength:"1024" doc:"What they begin with there"`
}

// The directions of a LinkTopic.
const (
	LinkIn   = "in"
	LinkOut  = "out"
	LinkBoth = "both"
)

func (t *LinkTopic) in() bool  { return t.Direction == LinkIn || t.Direction == LinkBoth }
func (t *LinkTopic) out() bool { return t.Direction == LinkOut || t.Direction == LinkBoth }

// Inward gives the filters that the link subscribes to at the other broker.
func (l *Link) Inward() (all []LinkTopic) {
	for _, t := range l.Topics {
		if t.in() {
			all = append(all, LinkTopic{Filter: t.Remote + t.Filter, QoS: t.QoS})
		}
	}
	return all
}

// FromOther gives what a topic of the other broker is called here; not ok: it does not pass.
func (l *Link) FromOther(topic string) (local string, ok bool) {
	for i := range l.Topics {
		t := &l.Topics[i]
		if rest, below := strings.CutPrefix(topic, t.Remote); below && t.in() && rest != "" && FilterCovers(t.Filter, rest) {
			return t.Local + rest, true
		}
	}
	return "", false
}

// ToOther gives what a topic is called at the other broker, and the highest QoS; not ok: it does not pass.
func (l *Link) ToOther(topic string) (remote string, qos byte, ok bool) {
	for i := range l.Topics {
		t := &l.Topics[i]
		if rest, below := strings.CutPrefix(topic, t.Local); below && t.out() && rest != "" && FilterCovers(t.Filter, rest) {
			return t.Remote + rest, t.QoS, true
		}
	}
	return "", 0, false
}

// HasOut tells whether anything passes to the other broker.
func (l *Link) HasOut() bool {
	return l.Enabled && slices.ContainsFunc(l.Topics, func(t LinkTopic) bool { return t.out() })
}

// Host gives host and port of the other broker, and whether it is reached by TLS.
func (l *Link) Host() (address string, secure bool, err error) {
	u, err := url.Parse(l.Address)
	if err != nil || u.Scheme != "mqtt" && u.Scheme != "mqtts" || u.Hostname() == "" || u.User != nil || u.Path != "" && u.Path != "/" || u.RawQuery != "" || u.Fragment != "" {
		return "", false, Errorf(CodeInvalid, "%q is no address of a broker: write mqtt://HOST:PORT or mqtts://HOST:PORT", clip(l.Address)).At("address")
	}
	port := u.Port()
	if port == "" {
		port = map[string]string{"mqtt": "1883", "mqtts": "8883"}[u.Scheme]
	}
	return net.JoinHostPort(u.Hostname(), port), u.Scheme == "mqtts", nil
}

func (l *Link) check() error {
	_, secure, err := l.Host()
	if err != nil {
		return err
	}
	switch {
	case !ValidID(l.Name):
		return checkID("name", l.Name)
	case len(l.Address) > MaxLinkAddress:
		return Errorf(CodeTooLarge, "an address has %d bytes at most", MaxLinkAddress).At("address")
	case len(l.ClientID) > 256 || strings.Contains(l.ClientID, "\x00"):
		return Errorf(CodeInvalid, "a client id has 256 bytes at most, and no zero byte").At("client_id")
	case len(l.User) > 256 || strings.Contains(l.User, "\x00"):
		return Errorf(CodeInvalid, "a user name has 256 bytes at most, and no zero byte").At("user")
	case len(l.Password) > MaxLinkPassword:
		return Errorf(CodeTooLarge, "a password has %d bytes at most", MaxLinkPassword).At("password")
	case l.User == "" && l.Password != "":
		return Errorf(CodeInvalid, "a password goes with a user").At("user")
	case len(l.CA) > MaxLinkCA:
		return Errorf(CodeTooLarge, "ca has %d bytes at most", MaxLinkCA).At("ca")
	case l.CA != "" && !secure:
		return Errorf(CodeInvalid, "ca is for mqtts:// addresses").At("ca")
	case l.CA != "" && !x509.NewCertPool().AppendCertsFromPEM([]byte(l.CA)):
		return Errorf(CodeInvalid, "ca holds no certificate in PEM").At("ca")
	case l.Queue < 0 || l.Queue > MaxLinkQueue:
		return Errorf(CodeInvalid, "queue is %d, allowed are 0 to %d", l.Queue, MaxLinkQueue).At("queue")
	case len(l.Topics) == 0:
		return Errorf(CodeInvalid, "a link has at least one topic").At("topics")
	case len(l.Topics) > MaxLinkTopics:
		return Errorf(CodeTooMany, "a link has %d topics at most", MaxLinkTopics).At("topics")
	}
	return l.checkTopics()
}

func (l *Link) checkTopics() error {
	for i, t := range l.Topics {
		at := "topics." + itoa(uint64(i))
		switch {
		case t.Direction != LinkIn && t.Direction != LinkOut && t.Direction != LinkBoth:
			return Errorf(CodeInvalid, "direction is %q, allowed are in, out and both", clip(t.Direction)).At(at + ".direction")
		case t.QoS > 2:
			return Errorf(CodeInvalid, "qos is %d, allowed are 0 to 2", t.QoS).At(at + ".qos")
		case t.Filter == "" || !validWildcards(t.Filter):
			return Errorf(CodeInvalid, "%q is no filter: + and # stand for whole levels, # for the last; # alone is all below the prefixes", clip(t.Filter)).At(at + ".filter")
		case strings.ContainsAny(t.Local, "+#"):
			return Errorf(CodeInvalid, "a prefix has no wildcards").At(at + ".local")
		case strings.ContainsAny(t.Remote, "+#\x00") || strings.HasPrefix(t.Remote+t.Filter, "$share/"):
			return Errorf(CodeInvalid, "a prefix has no wildcards, and names no shared subscription").At(at + ".remote")
		case !validWildcards(t.Remote + t.Filter):
			return Errorf(CodeInvalid, "%q is no filter: + and # stand for whole levels, # for the last; a prefix ends with /", clip(t.Remote+t.Filter)).At(at + ".remote")
		}
		if err := checkTopicFilter(t.Local+t.Filter, at+".filter"); err != nil {
			return err
		}
		if t.out() && t.QoS == 2 && len(l.Inward()) > 0 {
			return Errorf(CodeInvalid, "what goes out with QoS 2 goes over a link of its own, over which nothing comes in: the other broker has to forget unfinished exchanges when this server comes back from a crash").At(at + ".qos")
		}
		for _, o := range l.Topics[:i] {
			if t.in() && o.in() && FiltersMeet(t.Remote+t.Filter, o.Remote+o.Filter) {
				return Errorf(CodeInvalid, "%q and %q mean some of the same topics: they would come twice", clip(t.Remote+t.Filter), clip(o.Remote+o.Filter)).At(at + ".filter")
			}
		}
	}
	return nil
}

// LinkMessage is a publish on its way to another broker.
type LinkMessage struct {
	Seq        uint64 `json:"-"`
	Topic      string `json:"topic"` // as it is called there
	QoS        byte   `json:"qos"`
	Retain     bool   `json:"retain,omitempty"`
	Expires    int64  `json:"expires,omitempty"` // ms; 0: never
	Properties []byte `json:"properties,omitempty"`
	Payload    []byte `json:"payload,omitempty"`
}

func (m *LinkMessage) encode() []byte {
	flags := uint64(m.QoS)
	if m.Retain {
		flags |= 4
	}
	b := make([]byte, 0, len(m.Topic)+len(m.Properties)+len(m.Payload)+24)
	b = appendNumbers(b, flags, uint64(m.Expires), uint64(len(m.Topic)), uint64(len(m.Properties)))
	return append(append(append(b, m.Topic...), m.Properties...), m.Payload...)
}

func decodeLinkMessage(seq uint64, b []byte) (m LinkMessage, err error) {
	var flags, expires, topic, props uint64
	b, err = numbers(b, &flags, &expires, &topic, &props)
	if err != nil || topic > uint64(len(b)) || props > uint64(len(b))-topic {
		return m, errCorrupt
	}
	return LinkMessage{
		Seq: seq, Topic: string(b[:topic]), QoS: byte(flags & 3), Retain: flags&4 > 0, Expires: int64(expires),
		Properties: b[topic : topic+props], Payload: b[topic+props:],
	}, nil
}

// linkPlace is how much waits for a link.
type linkPlace struct {
	first   uint64 // seq of the oldest message that waits
	next    uint64 // seq of the next message
	dropped uint64 // because too many waited
	most    uint64 // how many may wait
}

func getLinkPlace(r Reader, app AppName, id string) (*linkPlace, error) {
	b, err := r.Get(linkPlaceKey(app, id))
	if b == nil || err != nil {
		return nil, err
	}
	var p linkPlace
	_, err = numbers(b, &p.first, &p.next, &p.dropped, &p.most)
	return &p, err
}

func (s *state) setLinkPlace(id string, p *linkPlace) error {
	return s.set(linkPlaceKey(s.app, id), appendNumbers(nil, p.first, p.next, p.dropped, p.most))
}

func linkKey(a AppName, name string) []byte    { return key(a, "link", name) }
func linkPlaceKey(a AppName, id string) []byte { return key(a, "linkplace", id) }
func linkGoneKey(a AppName, id string) []byte  { return key(a, "linkgone", id) }
func linkQueueKey(a AppName, id string, seq uint64) []byte {
	return withNumber(key(a, "linkqueue", id), seq)
}

package tests

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/eclipse/paho.golang/packets"
)

// broker is a mosquitto, which keeps its sessions over restarts.
type broker struct {
	*server // of which gadgets need the address
	t       *testing.T
	config  string
	stop    func()
}

// mosquitto starts a broker on a free port, with more lines of configuration.
func mosquitto(t *testing.T, lines ...string) *broker {
	t.Helper()
	dir := t.TempDir()
	port := freePort(t)
	b := &broker{server: &server{mqtt: fmt.Sprint("127.0.0.1:", port)}, t: t, config: filepath.Join(dir, "mosquitto.conf")}
	if !slices.ContainsFunc(lines, func(l string) bool { return strings.HasPrefix(l, "password_file") }) {
		lines = append(lines, "allow_anonymous true")
	}
	lines = append([]string{fmt.Sprint("listener ", port, " 127.0.0.1"), "persistence true", "persistence_location " + dir + "/", "max_queued_messages 0", "user root"}, lines...)
	if err := os.WriteFile(b.config, []byte(strings.Join(lines, "\n")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	b.start()
	return b
}

func (b *broker) start() {
	b.t.Helper()
	c := exec.Command("/usr/sbin/mosquitto", "-v", "-c", b.config)
	var out strings.Builder
	c.Stdout, c.Stderr = &out, &out
	b.t.Cleanup(func() {
		if b.t.Failed() {
			b.t.Log(out.String())
		}
	})
	if err := c.Start(); err != nil {
		b.t.Fatal(err)
	}
	ended := false
	b.stop = func() {
		if !ended {
			ended = true
			_ = c.Process.Signal(os.Interrupt)
			_ = c.Wait()
		}
	}
	b.t.Cleanup(b.stop)
	waitFor(b.t, "mosquitto", func() bool {
		conn, err := net.Dial("tcp", b.mqtt)
		if err == nil {
			_ = conn.Close()
		}
		return err == nil
	})
}

// link makes or changes a link.
func (s *server) link(t *testing.T, name string, body map[string]any) {
	t.Helper()
	if status, answer := s.put(t, "/v1/links/"+name, body); status != 200 {
		t.Fatal(status, answer)
	}
}

// linked waits until a link is as wanted, and gives what is told of it.
func (s *server) linked(t *testing.T, name, what string, ok func(map[string]any) bool) map[string]any {
	t.Helper()
	var last map[string]any
	if !comesTrue(2*patience, func() bool {
		_, last = s.get(t, "/v1/links/"+name)
		return ok(last)
	}) {
		t.Fatalf("%s: not %s: %v", name, what, last)
	}
	return last
}

func isConnected(l map[string]any) bool { return l["state"] == "connected" }

// TestLink_BothWays passes messages of each QoS both ways between a server and mosquitto, under the names they have there.
func TestLink_BothWays(t *testing.T) {
	other := mosquitto(t)
	s := startServer(t)
	s.register(t, "ann")
	s.allowTopics(t, "#")
	s.link(t, "hq", map[string]any{"address": "mqtt://" + other.mqtt, "topics": []map[string]any{
		{"filter": "both/#", "direction": "both", "qos": 1, "local": "site/", "remote": "hq/"},
		{"filter": "in/#", "direction": "in", "qos": 2},
		{"filter": "#", "direction": "out", "qos": 0, "local": "zero/", "remote": "far/zero/"},
	}})
	s.link(t, "two", map[string]any{"address": "mqtt://" + other.mqtt, "topics": []map[string]any{{"filter": "out/+", "direction": "out", "qos": 2}}})
	s.linked(t, "hq", "connected", isConnected)
	s.linked(t, "two", "connected", isConnected)
	here, there := s.power(t, "ann", gadgetOptions{}), other.power(t, "far", gadgetOptions{})
	here.subscribe("#", 2, func(s *packets.Subscribe) { s.Subscriptions[0].NoLocal = true })
	there.subscribe("#", 2, func(s *packets.Subscribe) { s.Subscriptions[0].NoLocal = true })

	format, expiry := byte(1), uint32(1000)
	here.publish("site/both/a/b", "hello", 1, func(p *packets.Publish) {
		p.Properties = &packets.Properties{PayloadFormat: &format, MessageExpiry: &expiry, ContentType: "text/plain", ResponseTopic: "x", CorrelationData: []byte{7}, User: []packets.User{{Key: "k", Value: "v"}}}
	})
	p := there.hears("hq/both/a/b", "hello", 1)
	q := p.Properties
	if q.PayloadFormat == nil || q.MessageExpiry == nil || *q.MessageExpiry > 1000 || *q.MessageExpiry < 900 || q.ContentType != "text/plain" || q.ResponseTopic != "x" || string(q.CorrelationData) != "\x07" ||
		len(q.User) != 3 || q.User[0] != (packets.User{Key: "k", Value: "v"}) || q.User[1].Key != "hongyan-id" || q.User[2].Key != "hongyan-via" {
		t.Errorf("%+v", q)
	}
	for qos := range byte(3) {
		there.publish("hq/both/x", fmt.Sprint("q", qos), qos)
		here.hears("site/both/x", fmt.Sprint("q", qos), min(qos, 1))
		there.publish("in/x", fmt.Sprint("q", qos), qos)
		here.hears("in/x", fmt.Sprint("q", qos), qos)
		here.publish("out/x", fmt.Sprint("q", qos), qos)
		there.hears("out/x", fmt.Sprint("q", qos), qos)
		here.publish("zero/x", fmt.Sprint("q", qos), qos)
		there.hears("far/zero/x", fmt.Sprint("q", qos), 0)
	}
	here.publish("in/x", "stays here", 1)
	there.publish("out/x", "stays there", 1)
	// What is retained is retained on the other side too.
	here.publish("site/both/r", "kept", 1, func(p *packets.Publish) { p.Retain = true })
	there.hears("hq/both/r", "kept", 1)
	there.publish("in/r", "kept too", 1, func(p *packets.Publish) { p.Retain = true })
	here.hears("in/r", "kept too", 1)
	if _, body := s.get(t, "/v1/retained/in%2Fr"); body["payload"] != "kept too" {
		t.Error(body)
	}
	late := other.power(t, "late", gadgetOptions{})
	late.subscribe("hq/both/r", 1)
	if p := late.hears("hq/both/r", "kept", 1); !p.Retain {
		t.Error("mosquitto does not retain it")
	}
	here.hearsNothing()
	there.hearsNothing()

	// It is changed while it runs: other topics, off, on again, gone.
	l := s.linked(t, "hq", "done", func(l map[string]any) bool { return l["waiting"] == 0.0 })
	if l["received"] != 7.0 || l["sent"] != 5.0 || l["refused"] != 0.0 {
		t.Error(l)
	}
	s.link(t, "hq", map[string]any{"address": "mqtt://" + other.mqtt, "topics": []map[string]any{{"filter": "new/#", "direction": "both", "qos": 1}}})
	s.linked(t, "hq", "connected", isConnected)
	waitFor(t, "new topics", func() bool {
		there.publish("new/x", "probe", 0)
		here.write(&packets.Pingreq{})
		await[*packets.Pingresp](here)
		return len(here.early) > 0
	})
	here.early = nil
	there.publish("in/x", "passes no more", 1)
	there.publish("new/y", "passes", 1)
	for p := here.receive(); string(p.Payload) != "passes"; p = here.receive() {
		if string(p.Payload) != "probe" {
			t.Fatalf("%s %s", p.Topic, p.Payload)
		}
	}
	s.link(t, "hq", map[string]any{"address": "mqtt://" + other.mqtt, "enabled": false, "topics": []map[string]any{{"filter": "new/#", "direction": "both", "qos": 1}}})
	s.linked(t, "hq", "off", func(l map[string]any) bool { return l["state"] == "off" })
	if status, _ := s.ask(t, http.MethodDelete, "/v1/links/hq", nil); status != 204 {
		t.Error(status)
	}
	if status, body := s.get(t, "/v1/links/hq"); status != 404 {
		t.Error(status, body)
	}
	if page := s.page(t, "/metrics"); !strings.Contains(page, "hongyan_link_configured 1\n") || !strings.Contains(page, "hongyan_link_connected 1\n") {
		t.Error("metrics do not tell of the link that is left")
	}
}

// TestLink_TLSAndPassword connects to a broker that wants both, and says what is wrong when it is refused.
func TestLink_TLSAndPassword(t *testing.T) {
	p := pki(t.TempDir())
	p.renew(t, "1")
	p.mustBash(t, "mosquitto_passwd -b -c passwords site geheim\n")
	other := mosquitto(t, "password_file "+p.path("passwords"), fmt.Sprint("listener ", freePort(t), " 127.0.0.1"), "certfile "+p.path("server.pem"), "keyfile "+p.path("server.key"))
	b, err := os.ReadFile(other.config)
	if err != nil {
		t.Fatal(err)
	}
	secure := strings.Fields(strings.Split(string(b), "listener ")[2])[0]
	ca, err := os.ReadFile(p.path("server.pem"))
	if err != nil {
		t.Fatal(err)
	}
	s := startServer(t)
	s.register(t, "ann")
	s.allowTopics(t, "#")
	link := map[string]any{"address": "mqtts://127.0.0.1:" + secure, "user": "site", "password": "falsch", "ca": string(ca), "topics": []map[string]any{{"filter": "a/#", "direction": "out", "qos": 1}}}
	s.link(t, "hq", link)
	says := func(what string) func(map[string]any) bool {
		return func(l map[string]any) bool {
			return l["state"] == "connecting" && strings.Contains(fmt.Sprint(l["last_error"]), what)
		}
	}
	s.linked(t, "hq", "refused", says("0x87"))
	delete(link, "ca")
	s.link(t, "hq", link)
	s.linked(t, "hq", "distrusted", says("certificate"))
	link["ca"], link["password"] = string(ca), "geheim"
	s.link(t, "hq", link)
	l := s.linked(t, "hq", "connected", isConnected)
	if strings.Contains(fmt.Sprint(l), "geheim") {
		t.Error("the password is given back", l)
	}
	delete(link, "password") // the one before stays
	s.link(t, "hq", link)
	s.linked(t, "hq", "connected", isConnected)
	here := s.power(t, "ann", gadgetOptions{})
	here.publish("a/b", "by TLS", 1)
	s.linked(t, "hq", "passed", func(l map[string]any) bool { return l["sent"] == 1.0 && l["waiting"] == 0.0 })
	s.stop()
	s.restart(t)
	s.linked(t, "hq", "connected", isConnected)
}

// burst publishes many messages with QoS 1 at once, and waits for their acknowledgements.
func (g *gadget) burst(n int, topic func(i int) string, with ...func(*packets.Publish)) {
	g.t.Helper()
	wrote := make(chan error, 1)
	go func() {
		for i := range n {
			p := &packets.Publish{Topic: topic(i), Payload: fmt.Append(nil, i), QoS: 1, PacketID: uint16(i%60_000 + 1), Properties: &packets.Properties{}}
			for _, f := range with {
				f(p)
			}
			if _, err := p.WriteTo(g.conn); err != nil {
				wrote <- err
				return
			}
		}
		wrote <- nil
	}()
	for i := range n {
		if a, ok := g.read().(*packets.Puback); !ok || a.ReasonCode >= 0x80 {
			g.t.Fatalf("publish %d: %+v", i, a)
		}
	}
	if err := <-wrote; err != nil {
		g.t.Fatal(err)
	}
}

// hearsAll reads 0, 1, 2 … n-1 in this order; what is repeated counts nothing.
func (g *gadget) hearsAll(n int) {
	g.t.Helper()
	for next := 0; next < n; {
		p := g.receive()
		g.acknowledge(p)
		switch i := atoi(g.t, string(p.Payload)); {
		case i == next:
			next++
		case i > next:
			g.t.Fatalf("%s hears %d, and misses %d", g.name, i, next)
		}
	}
}

func atoi(t *testing.T, s string) (n int) {
	t.Helper()
	if _, err := fmt.Sscan(s, &n); err != nil {
		t.Fatalf("%q: %v", s, err)
	}
	return n
}

// TestLink_LosesNothingWhileTheOtherIsAway has many messages wait for each side while it is away, and this server killed
// before it can send any.
func TestLink_LosesNothingWhileTheOtherIsAway(t *testing.T) {
	const n = 10_000
	other := mosquitto(t)
	s := startServer(t)
	s.register(t, "ann")
	s.allowTopics(t, "#")
	link := map[string]any{"address": "mqtt://" + other.mqtt, "topics": []map[string]any{{"filter": "out/#", "direction": "out", "qos": 1}, {"filter": "in/#", "direction": "in", "qos": 1}}}
	s.link(t, "hq", link)
	s.linked(t, "hq", "connected", isConnected)
	there := other.power(t, "far", gadgetOptions{client: "far", keep: 1000, resume: true})
	there.subscribe("out/#", 1)
	there.write(&packets.Disconnect{Properties: &packets.Properties{}})
	waitClosed(t, there.conn)

	other.stop()
	s.linked(t, "hq", "connecting", func(l map[string]any) bool { return l["state"] == "connecting" })
	here := s.power(t, "ann", gadgetOptions{})
	here.burst(n, func(int) string { return "out/x" })
	s.kill()
	s.restart(t)
	if l := s.linked(t, "hq", "failed", func(l map[string]any) bool { return l["last_error"] != nil }); l["waiting"] != float64(n) || l["dropped"] != 0.0 {
		t.Fatal(l)
	}
	other.start()
	there = other.power(t, "far", gadgetOptions{client: "far", keep: 1000, resume: true})
	there.hearsAll(n)
	s.linked(t, "hq", "empty", func(l map[string]any) bool { return l["waiting"] == 0.0 })

	// The other way: the link is off, and this server is killed while the messages come.
	link["enabled"] = false
	s.link(t, "hq", link)
	s.linked(t, "hq", "off", func(l map[string]any) bool { return l["state"] == "off" })
	there.burst(n, func(i int) string { return fmt.Sprint("in/", i) }, func(p *packets.Publish) { p.Retain = true })
	link["enabled"] = true
	s.link(t, "hq", link)
	some := func(l map[string]any) bool { return l["received"].(float64) > n/10 }
	s.linked(t, "hq", "half way", some)
	s.kill()
	s.restart(t)
	waitFor(t, "all messages", func() bool {
		_, page := s.get(t, "/v1/retained?limit=1")
		return page["count"] == float64(n)
	})
	for _, i := range []int{0, 1, n / 2, n - 1} {
		if _, body := s.get(t, fmt.Sprint("/v1/retained/in%2F", i)); body["payload"] != fmt.Sprint(i) {
			t.Error(body)
		}
	}
}

// TestLink_AKillInTheMiddleLosesNothing kills this server again and again while it sends.
func TestLink_AKillInTheMiddleLosesNothing(t *testing.T) {
	const rounds, n = 4, 500
	other := mosquitto(t)
	s := startServer(t)
	s.register(t, "ann")
	s.allowTopics(t, "#")
	s.link(t, "hq", map[string]any{"address": "mqtt://" + other.mqtt, "topics": []map[string]any{{"filter": "out/#", "direction": "out", "qos": 2}}})
	there := other.power(t, "far", gadgetOptions{})
	there.subscribe("out/#", 1)
	for range rounds {
		s.power(t, "ann", gadgetOptions{}).burst(n, func(int) string { return "out/x" })
		s.kill()
		s.restart(t)
	}
	heard := map[int]int{}
	for len(heard) < n || slices.Min(slices.Collect(func(yield func(int) bool) {
		for _, times := range heard {
			if !yield(times) {
				return
			}
		}
	})) < rounds {
		p := there.receive()
		there.acknowledge(p)
		heard[atoi(t, string(p.Payload))]++
	}
}

// TestLink_TheQueueIsBounded drops the oldest messages, and does not send what has run out.
func TestLink_TheQueueIsBounded(t *testing.T) {
	s := startServer(t)
	s.register(t, "ann")
	s.allowTopics(t, "#")
	other := mosquitto(t)
	there := other.power(t, "far", gadgetOptions{client: "far", keep: 1000, resume: true})
	there.subscribe("out/#", 1)
	other.stop()
	s.link(t, "hq", map[string]any{"address": "mqtt://" + other.mqtt, "queue": 10, "topics": []map[string]any{{"filter": "out/#", "direction": "out", "qos": 1}}})
	here := s.power(t, "ann", gadgetOptions{})
	here.burst(25, func(int) string { return "out/x" })
	here.publish("out/x", "of QoS 0", 0)
	soon, begin := uint32(1), time.Now()
	here.publish("out/x", "runs out", 1, func(p *packets.Publish) { p.Properties.MessageExpiry = &soon })
	s.linked(t, "hq", "full", func(l map[string]any) bool {
		return l["waiting"] == 10.0 && l["dropped"] == 16.0 && l["missed"] == 1.0
	})
	waitFor(t, "the end of the one that runs out", func() bool { return time.Since(begin) > 1100*time.Millisecond })
	other.start()
	there = other.power(t, "far", gadgetOptions{client: "far", keep: 1000, resume: true})
	for i := range 9 {
		there.hears("out/x", fmt.Sprint(16+i), 1)
	}
	s.linked(t, "hq", "empty", func(l map[string]any) bool { return l["waiting"] == 0.0 })
	there.hearsNothing()
}

// TestLink_InARing has three servers linked in a ring: what is published at one is heard once at each.
func TestLink_InARing(t *testing.T) {
	const n = 50
	var ring [3]*server
	var ears [3]*gadget
	for i := range ring {
		s := startServer(t)
		s.register(t, "ear", "mouth", "link")
		s.allowTopics(t, "ring/#")
		ring[i], ears[i] = s, s.power(t, "ear", gadgetOptions{})
		ears[i].subscribe("ring/#", 1)
	}
	for i, s := range ring {
		s.link(t, "next", map[string]any{"address": "mqtt://" + ring[(i+1)%3].mqtt, "user": "link", "password": "secret-link", "topics": []map[string]any{{"filter": "ring/#", "direction": "both", "qos": 1}}})
	}
	for _, s := range ring {
		s.linked(t, "next", "connected", isConnected)
	}
	for i, s := range ring {
		s.power(t, "mouth", gadgetOptions{}).burst(n, func(k int) string { return fmt.Sprint("ring/", i, "/", k) })
	}
	for _, ear := range ears {
		heard := map[string]bool{}
		for len(heard) < 3*n {
			p := ear.receive()
			ear.acknowledge(p)
			if heard[p.Topic] {
				t.Fatalf("%s is heard twice", p.Topic)
			}
			heard[p.Topic] = true
		}
	}
	// A message passes four times: from where it is published to both others, and between those, who know it already.
	total := func() (sum float64) {
		for _, s := range ring {
			_, l := s.get(t, "/v1/links/next")
			for _, count := range []string{"sent", "received", "repeated"} {
				f, _ := l[count].(float64)
				sum += f
			}
		}
		return sum
	}
	waitFor(t, "the end", func() bool { return total() == 4*3*n })
	for _, ear := range ears {
		ear.hearsNothing()
	}
}

// TestLink_BadOnesAreRefused names what is wrong with a link.
func TestLink_BadOnesAreRefused(t *testing.T) {
	s := startServer(t)
	topic := func(m map[string]any) []map[string]any {
		all := map[string]any{"filter": "a/#", "direction": "out", "qos": 1}
		for k, v := range m {
			all[k] = v
		}
		return []map[string]any{all}
	}
	for _, c := range []struct {
		name, at string
		change   map[string]any
	}{
		{"a b", "name", nil}, {"x", "address", map[string]any{"address": "http://127.0.0.1"}}, {"x", "address", map[string]any{"address": "mqtt://"}},
		{"x", "user", map[string]any{"password": "alone"}}, {"x", "ca", map[string]any{"address": "mqtts://127.0.0.1", "ca": "nothing"}}, {"x", "ca", map[string]any{"ca": "x"}},
		{"x", "topics", map[string]any{"topics": []any{}}},
		{"x", "topics.0.filter", map[string]any{"topics": topic(map[string]any{"filter": "a/#/b"})}},
		{"x", "topics.0.filter", map[string]any{"topics": topic(map[string]any{"filter": "im/#"})}},
		{"x", "topics.0.local", map[string]any{"topics": topic(map[string]any{"local": "+/"})}},
		{"x", "topics.0.remote", map[string]any{"topics": topic(map[string]any{"remote": "$share/x/"})}},
		{"x", "topics.0.qos", map[string]any{"topics": topic(map[string]any{"direction": "both", "qos": 2})}},
		{"x", "topics.1.filter", map[string]any{"topics": append(topic(map[string]any{"direction": "in"}), topic(map[string]any{"direction": "both", "filter": "a/b"})...)}},
	} {
		body := map[string]any{"address": "mqtt://127.0.0.1:1", "topics": topic(nil)}
		for k, v := range c.change {
			body[k] = v
		}
		if status, answer := s.put(t, "/v1/links/"+strings.ReplaceAll(c.name, " ", "%20"), body); status < 400 || status > 422 || answer["field"] != c.at {
			t.Errorf("%v: %d %v", c.change, status, answer)
		}
	}
	s.register(t, "ann")
	if status, body := s.as(t, "ann").get(t, "/v1/links"); status != 403 {
		t.Error(status, body)
	}
}

// TestLink_OfTheFile has a link in the server's configuration file, where alone it is changed.
func TestLink_OfTheFile(t *testing.T) {
	other := mosquitto(t)
	file := filepath.Join(t.TempDir(), "hongyan.yaml")
	write := func(links string) {
		if err := os.WriteFile(file, []byte(links), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("links:\n  - name: hq\n    address: mqtt://" + other.mqtt + "\n    topics:\n      - {filter: a/#, direction: out, qos: 1, remote: site/}\n")
	s := &server{data: t.TempDir(), args: []string{"--config", file}}
	s.restart(t)
	s.register(t, "ann")
	s.allowTopics(t, "#")
	if l := s.linked(t, "hq", "connected", isConnected); l["file"] != true {
		t.Error(l)
	}
	there := other.power(t, "far", gadgetOptions{})
	there.subscribe("#", 1)
	s.power(t, "ann", gadgetOptions{}).publish("a/b", "hello", 1)
	there.hears("site/a/b", "hello", 1)
	if status, body := s.put(t, "/v1/links/hq", map[string]any{"address": "mqtt://127.0.0.1:1", "topics": []map[string]any{{"filter": "a/#", "direction": "out", "qos": 1}}}); status != 403 {
		t.Error(status, body)
	}
	if status, body := s.ask(t, http.MethodDelete, "/v1/links/hq", nil); status != 403 {
		t.Error(status, body)
	}
	s.stop()
	write("links: []\n")
	s.restart(t)
	if status, body := s.get(t, "/v1/links/hq"); status != 404 {
		t.Error(status, body)
	}
}

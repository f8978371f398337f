package tests

import (
	"crypto/tls"
	"io"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// recipe gives the commands of a part of OPERATIONS: its blocks of shell, one after the other.
func recipe(t *testing.T, heading string) (blocks []string) {
	t.Helper()
	_, part, found := strings.Cut(documents(t)["docs/OPERATIONS.md"], "\n## "+heading+"\n")
	part, _, _ = strings.Cut(part, "\n## ")
	for _, m := range regexp.MustCompile("(?s)```sh\n(.*?)```").FindAllStringSubmatch(part, -1) {
		blocks = append(blocks, m[1])
	}
	if !found || len(blocks) == 0 {
		t.Fatalf("OPERATIONS has no recipe %q", heading)
	}
	return blocks
}

// bash runs commands in the folder and gives what they print.
func (p pki) bash(commands string, environ ...string) (string, error) {
	c := exec.Command("bash", "-euc", commands)
	c.Dir, c.Env = string(p), append(os.Environ(), environ...)
	out, err := c.CombinedOutput()
	return string(out), err
}

func (p pki) mustBash(t *testing.T, commands string) {
	t.Helper()
	if out, err := p.bash(commands); err != nil {
		t.Fatalf("%s%v\n%s", commands, err, out)
	}
}

// shows gives a server whose clients show a certificate of the folder; "" is none.
func (s *server) shows(t *testing.T, p pki, name string) *server {
	t.Helper()
	as := *s
	as.tls = s.tls.Clone()
	if name != "" {
		pair, err := tls.LoadX509KeyPair(p.path(name+".pem"), p.path(name+".key"))
		if err != nil {
			t.Fatal(err)
		}
		as.tls.Certificates = []tls.Certificate{pair}
	}
	return &as
}

// startForDevices starts a server as the recipe has it, with the certificate of sensor-7 made.
func startForDevices(t *testing.T, args ...string) (*server, pki, []string) {
	t.Helper()
	steps := recipe(t, "Certificates of devices")
	if len(steps) != 4 {
		t.Fatalf("the recipe has %d steps", len(steps))
	}
	p := pki(t.TempDir())
	p.mustBash(t, steps[0])
	p.renew(t, "1")
	flags := strings.Fields(strings.NewReplacer("fullchain.pem", p.path("server.pem"), "privkey.pem", p.path("server.key"), " ca.pem", " "+p.path("ca.pem"), "crl.pem", p.path("crl.pem")).Replace(steps[1]))[2:]
	s := &server{data: t.TempDir(), args: append(flags, args...), tls: p.trust(t, "server.pem")}
	s.restart(t)
	return s, p, steps
}

// sign makes a certificate of a user as the recipe does.
func (p pki) sign(t *testing.T, step, file, subject string) {
	t.Helper()
	_, step, _ = strings.Cut(step, "# For each device")
	_, step, _ = strings.Cut(step, "\n")
	p.mustBash(t, strings.ReplaceAll(strings.ReplaceAll(step, "/CN=sensor-7", "/CN="+subject), "sensor-7", file))
}

// at puts a server in the place of the one in a recipe.
func (p pki) at(s *server, command string) string {
	host, port, _ := strings.Cut(s.mqtts, ":")
	return strings.NewReplacer("-h im.example.com -p 8883", "-h "+host+" -p "+port, "im.example.com", s.http, "server-ca.pem", "server.pem", "curl -sf", "curl -sf --cacert server.pem").Replace(command)
}

func TestCertificates_TheRecipeForDevices(t *testing.T) {
	s, p, steps := startForDevices(t)
	commands := p.at(s, steps[2])
	if out, err := p.bash(commands, "KEY="+s.key); err != nil {
		t.Fatalf("%s: %v\n%s", commands, err, out)
	}
	_, publish, _ := strings.Cut(commands, "\n")
	for user, code := range map[string]int{"sensor-8": 5, "sensor-7@default": 0, "sensor-7": 0} { // mosquitto_pub ends with the code of CONNACK
		out, err := p.bash(strings.TrimSpace(publish)+" -u "+user+" -P anything", "KEY="+s.key)
		if refused := strings.Contains(out, "bad user name or password"); refused != (code != 0) || (err != nil) != (code != 0) {
			t.Errorf("%s: %v %s", user, err, out)
		}
	}
	device := s.shows(t, p, "sensor-7").connect(t, "sensor-7", how{nameless: true}).listen()

	p.mustBash(t, steps[3])
	s.willSayAfter(t, s.hangup, "the certificate was read anew", "revoked=1")
	if out, err := p.bash(publish); err == nil {
		t.Fatal("a revoked certificate opens the door", out)
	}
	s.willSay(t, "a client shows a revoked certificate", "CN=sensor-7")
	s.register(t, "ann")
	s.connect(t, "ann", how{ws: "/mqtt"}).send("user/sensor-7", "you were here before")
	device.hears("you were here before")
}

// willSayAfter does something and waits until the log says so.
func (s *server) willSayAfter(t *testing.T, do func(), words ...string) {
	t.Helper()
	do()
	s.willSay(t, words...)
}

func TestCertificates_OfAUserOfAnotherApp(t *testing.T) {
	s, p, steps := startForDevices(t, "--tls-client-user", "uri")
	mine := s.key
	s.key = s.keys(t).ServerKey
	made := s.must(t, http.MethodPost, "/v1/apps", map[string]any{"name": "factory"})
	s.key = made["key"].(string)
	s.register(t, "sensor-7", "cleaner")
	s.key = mine
	for name, expect := range map[string]string{"sensor-7@factory": "", "sensor-7": "there is no account sensor-7 in the app default: register it first", "sensor-7@nowhere": "there is no app of that name", "sen+sor": "which is no user", "": "it needs a URI among its alternative names"} {
		san := "subjectAltName=URI:spiffe://example.com/devices/" + name
		if name == "" {
			san = "subjectAltName=DNS:sensor-7"
		}
		if err := os.WriteFile(p.path("san.cnf"), []byte(san+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		p.sign(t, strings.Replace(steps[0], "-days 365 ", "-days 365 -extfile san.cnf ", 1), "device", "ignored")
		as := s.shows(t, p, "device")
		got, err := as.tryConnect(t, "sensor-7", how{nameless: true})
		if expect == "" {
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if got.ack.Properties.User.Get("app") != "factory" || got.ack.Properties.User.Get("user") != "sensor-7" {
				t.Errorf("%s is let in as %v", name, got.ack.Properties.User)
			}
			for user, ok := range map[string]bool{"sensor-7": true, "sensor-7@factory": true, "sensor-7@default": false, "cleaner@factory": false, "cleaner": false} {
				other, err := as.tryConnect(t, "sensor-7", how{user: user, password: "secret-cleaner", device: "other"})
				if ok != (err == nil) || !ok && (other == nil || other.ack.ReasonCode != 0x86 || !strings.Contains(other.ack.Properties.ReasonString, "the certificate is for sensor-7@factory")) {
					t.Errorf("as %s: %v", user, err)
				}
			}
			continue
		}
		if got == nil || got.ack.ReasonCode != 0x86 || !strings.Contains(got.ack.Properties.ReasonString, expect) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestCertificates_Required(t *testing.T) {
	s, p, steps := startForDevices(t, "--tls-client-auth", "required")
	s.register(t, "sensor-7", "ann")
	with := s.shows(t, p, "sensor-7")
	for _, ws := range []string{"", "/mqtt"} {
		with.connect(t, "sensor-7", how{ws: ws, nameless: true, device: "d" + strings.Trim(ws, "/")})
		if _, err := s.tryConnect(t, "ann", how{ws: ws}); err == nil {
			t.Errorf("a password opens the door %q", ws)
		}
	}
	_, answer, err := (&websocket.Dialer{TLSClientConfig: s.tls}).Dial("wss://"+s.http+"/mqtt", nil)
	if err == nil || answer == nil || answer.StatusCode != http.StatusForbidden {
		t.Errorf("a WebSocket without a certificate: %v %v", answer, err)
	}
	if status, _ := s.get(t, "/v1/app"); status != 200 {
		t.Errorf("REST needs a certificate: %d", status)
	}

	stranger := pki(t.TempDir())
	stranger.mustBash(t, steps[0]) // the same names, of another who signs
	for _, ws := range []string{"", "/mqtt"} {
		if _, err := s.shows(t, stranger, "sensor-7").tryConnect(t, "sensor-7", how{ws: ws, nameless: true}); err == nil {
			t.Errorf("a stranger's certificate opens the door %q", ws)
		}
	}

	s.must(t, http.MethodPut, "/v1/users/sensor-7/ban", map[string]any{})
	if got, _ := with.tryConnect(t, "sensor-7", how{nameless: true}); got == nil || got.ack.ReasonCode != 0x8A {
		t.Errorf("a banned user: %+v", got)
	}
	s.must(t, http.MethodDelete, "/v1/users/sensor-7/ban", nil)
	s.must(t, http.MethodDelete, "/v1/users/sensor-7", nil)
	if got, _ := with.tryConnect(t, "sensor-7", how{nameless: true}); got == nil || got.ack.ReasonCode != 0x86 || got.ack.Properties.User.Get("code") != "no_such_user" {
		t.Errorf("a deleted user: %+v", got)
	}
}

func TestCertificates_ThatNameNobodyOpenTheDoorOnly(t *testing.T) {
	s, p, _ := startForDevices(t, "--tls-client-auth", "required", "--tls-client-user", "none")
	s.register(t, "sensor-7", "ann")
	with := s.shows(t, p, "sensor-7")
	with.connect(t, "ann", how{})
	for _, h := range []how{{nameless: true}, {password: "a guess"}} {
		if got, _ := with.tryConnect(t, "sensor-7", h); got == nil || got.ack.ReasonCode != 0x86 {
			t.Errorf("%+v is let in: %+v", h, got)
		}
	}
}

// A session that is resumed skips the certificates of its handshake: what was revoked or is of nobody meanwhile must not
// come in by it.
func TestCertificates_AResumedSessionIsLookedAtAgain(t *testing.T) {
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		for what, change := range map[string]func(*testing.T, pki, []string){
			"revoked": func(t *testing.T, p pki, steps []string) { p.mustBash(t, steps[3]) },
			"signer gone": func(t *testing.T, p pki, steps []string) {
				p.mustBash(t, "mv sensor-7.pem 7.pem; mv sensor-7.key 7.key; rm index.txt; "+steps[0])
			},
		} {
			s, p, steps := startForDevices(t, "--tls-client-auth", "required")
			as := s.shows(t, p, "sensor-7")
			as.tls.ClientSessionCache, as.tls.MaxVersion = tls.NewLRUClientSessionCache(4), version
			meet := func() (resumed bool, err error) {
				c, err := tls.Dial("tcp", s.mqtts, as.tls)
				if err != nil {
					return false, err
				}
				defer c.Close()
				_ = c.SetDeadline(time.Now().Add(patience))
				// CONNECT of MQTT 3.1.1: any CONNACK will do.
				if _, err := c.Write([]byte{0x10, 13, 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 60, 0, 1, 'x'}); err != nil {
					return false, err
				}
				_, err = io.ReadFull(c, make([]byte, 4))
				return c.ConnectionState().DidResume, err
			}
			if resumed, err := meet(); err != nil || resumed {
				t.Fatal(resumed, err)
			}
			if resumed, err := meet(); err != nil || !resumed {
				t.Fatalf("sessions are not resumed: %v %v", resumed, err)
			}
			change(t, p, steps)
			s.willSayAfter(t, s.hangup, "the certificate was read anew")
			if resumed, err := meet(); err == nil {
				t.Errorf("%s, TLS %x: it came in, resumed %v", what, version, resumed)
			}
		}
	}
}

func TestCertificates_ABrokenListStaysOut(t *testing.T) {
	s, p, steps := startForDevices(t)
	s.register(t, "sensor-7")
	stranger := pki(t.TempDir())
	stranger.mustBash(t, steps[0])
	b, err := os.ReadFile(stranger.path("crl.pem"))
	if err != nil {
		t.Fatal(err)
	}
	for content, reason := range map[string]string{string(b): "is signed by nobody in --tls-client-ca", "no list": "expected a list of revoked certificates, in PEM or DER"} {
		if err := os.WriteFile(p.path("crl.pem"), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		s.willSayAfter(t, s.hangup, "the old ones stay", "--tls-client-crl", reason)
	}
	s.shows(t, p, "sensor-7").connect(t, "sensor-7", how{nameless: true})
}

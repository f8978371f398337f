package tests

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// certificate writes a certificate for loopback, and gives what trusts it.
func certificate(t *testing.T) (cert, key string, trust *tls.Config) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	dir, pool := t.TempDir(), x509.NewCertPool()
	pool.AddCert(parsed)
	cert, key = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	for file, block := range map[string]*pem.Block{cert: {Type: "CERTIFICATE", Bytes: der}, key: {Type: "PRIVATE KEY", Bytes: secret}} {
		if err := os.WriteFile(file, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return cert, key, &tls.Config{RootCAs: pool}
}

func TestTLS_OnePortSpeaksHTTPSAndWSS(t *testing.T) {
	cert, key, trust := certificate(t)
	s := &server{data: t.TempDir(), args: []string{"--tls-cert", cert, "--tls-key", key}}
	s.restart(t)
	web := &http.Client{Transport: &http.Transport{TLSClientConfig: trust}}
	answer, err := web.Get("https://" + s.http + "/healthz")
	if err != nil || answer.StatusCode != 200 {
		t.Fatal(answer, err)
	}
	_ = answer.Body.Close()
	web.CloseIdleConnections()
	dialer := websocket.Dialer{TLSClientConfig: trust, Subprotocols: []string{"mqtt"}}
	socket, _, err := dialer.Dial("wss://"+s.http+"/mqtt", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer socket.Close()
	// CONNECT of MQTT 3.1.1 without credentials: refused in words, so both layers are there.
	if err := socket.WriteMessage(websocket.BinaryMessage, []byte{0x10, 13, 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 60, 0, 1, 'x'}); err != nil {
		t.Fatal(err)
	}
	if _, b, err := socket.ReadMessage(); err != nil || len(b) != 4 || b[0] != 0x20 || b[3] != 4 && b[3] != 5 {
		t.Fatalf("% x %v", b, err)
	}
	c, err := tls.Dial("tcp", s.mqtt, trust)
	if err != nil {
		t.Fatal(err)
	}
	_ = c.Close()
	if plain, err := http.Get("http://" + s.http + "/healthz"); err == nil {
		_ = plain.Body.Close()
		if plain.StatusCode == 200 {
			t.Fatal("the port answers in the clear too")
		}
	}
}

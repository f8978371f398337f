package main

import (
	"fmt"
	"net"
	"os"
)

// greet says where the server is, and with --dev how to begin.
func (s *server) greet() {
	web, plain := "http://", "tcp://"
	if s.certs != nil {
		web, plain = "https://", "tls://"
	}
	web += reachable(s.web.Addr())
	args := []any{"version", version, "http", web, "data", s.config.Data}
	mqtt := ""
	if s.mqtt != nil {
		mqtt = reachable(s.mqtt.Addr())
		args = append(args, "mqtt", plain+mqtt)
	}
	if s.mqtts != nil {
		args = append(args, "mqtts", plain+reachable(s.mqtts.Addr()))
	}
	s.log.Info("hongyan is ready", args...)
	if s.config.Dev {
		fmt.Fprint(os.Stderr, gettingStarted(web, mqtt, s.certs != nil, s.config.ShowDemo(), keysFile(s.config)))
	}
}

// reachable writes an address so that it can be typed into a client on this machine.
func reachable(a net.Addr) string {
	tcp, ok := a.(*net.TCPAddr)
	if !ok || !tcp.IP.IsUnspecified() {
		return a.String()
	}
	return fmt.Sprintf("localhost:%d", tcp.Port)
}

// gettingStarted is what --dev prints: commands that can be pasted as they are.
func gettingStarted(web, mqtt string, secure, demo bool, keys string) string {
	text := "\n  --dev: anyone may register. Not for production.\n\n"
	if demo {
		text += fmt.Sprintf("  Chat in a browser: open %s/demo in two tabs, and sign up in each.\n\n", web)
	}
	if host, port, err := net.SplitHostPort(mqtt); err == nil && !secure {
		text += fmt.Sprintf(`  Or make two users and let them chat, each in a terminal of its own:
    curl -s %[1]s/v1/users -H 'Content-Type: application/json' -d '{"users":[{"user":"ann","password":"ann-secret"},{"user":"bob","password":"bob-secret"}]}'
    mosquitto_sub -h %[2]s -p %[3]s -u bob -P bob-secret -i bob-phone -c -q 1 -t 'im/default/user/bob/#'
    mosquitto_pub -h %[2]s -p %[3]s -u ann -P ann-secret -q 1 -t im/default/user/bob -m 'hello bob'

`, web, host, port)
	}
	return text + fmt.Sprintf("  Try every call: %s/docs\n  The keys of the server and the app: %s\n\n", web, keys)
}

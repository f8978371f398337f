package tests

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// TestHooks_NotIntoTheServersNetwork: an app's key holder cannot have the server ask, say, a cloud's metadata service.
func TestHooks_NotIntoTheServersNetwork(t *testing.T) {
	s := startServer(t)
	const inside, own = "http://169.254.169.254/latest", "http://127.0.0.1:9/hook"
	refused := func(status int, body map[string]any, field string) {
		t.Helper()
		detail, _ := body["detail"].(string)
		if status != 422 || body["code"] != "invalid" || body["field"] != field || !strings.Contains(detail, "--hook-networks 169.254.169.254/32") {
			t.Errorf("%d %v", status, body)
		}
	}
	status, body := s.create(t, "/v1/webhooks", map[string]any{"url": inside, "events": []string{"*"}})
	refused(status, body, "url")
	status, body = s.ask(t, http.MethodPatch, "/v1/app", map[string]any{"settings": map[string]any{"login_hook_url": inside}})
	refused(status, body, "settings.login_hook_url")
	hook := map[string]any{"url": inside, "secret": "0123456789abcdef"}
	status, body = s.ask(t, http.MethodPatch, "/v1/app", map[string]any{"settings": map[string]any{"pre_send_hook": hook}})
	refused(status, body, "settings.pre_send_hook.url")

	if status, body = s.create(t, "/v1/webhooks", map[string]any{"url": own, "events": []string{"user.*"}}); status != 201 {
		t.Fatal(status, body)
	}
	id := body["id"].(string)
	status, body = s.ask(t, http.MethodPatch, "/v1/webhooks/"+id, map[string]any{"url": inside})
	refused(status, body, "url")
	if _, body = s.get(t, "/v1/webhooks/"+id); !strings.Contains(fmt.Sprint(body), own) {
		t.Errorf("the address was changed: %v", body)
	}
}

package bridge

import (
	"strings"

	"github.com/hongyan-im/hongyan/chat"
)

// ResponseInformation is where a client may have its requests answered on device topics: the beginning of topics that no
// other client is told of [MQTT5-3.2.2.3.14]. It is empty where the app's rules do not let the client subscribe there.
func (h *Hub) ResponseInformation(c chat.Caller, client string) string {
	topic := "dev/" + string(c.User) + "/reply/" + client
	if client == "" || strings.ContainsAny(client, "/+#") || chat.CheckDeviceTopic(topic) != nil {
		return ""
	}
	st, _, err := h.devices.of(c.App).rules()
	if err != nil || !st.DecideTopic(c, client, chat.ActionSubscribe, topic+"/#").Allowed {
		return ""
	}
	return topic
}

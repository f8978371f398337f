package chat

// QueueFull says which message of a device topic goes when one too many waits for a session.
type QueueFull string

// The choices of QueueFull.
const (
	DropOldest QueueFull = "oldest"
	DropNewest QueueFull = "newest"
)

// MaxDeviceQueue and MaxDeviceQueueTTL bound what an app may let wait for a session: messages, seconds.
const (
	MaxDeviceQueue    = 100_000
	MaxDeviceQueueTTL = 365 * 24 * 3600
)

func (st Settings) checkDeviceQueue() error {
	switch {
	case st.DeviceQueue < 0 || st.DeviceQueue > MaxDeviceQueue:
		return Errorf(CodeInvalid, "device_queue is %d, allowed are 0 to %d", st.DeviceQueue, MaxDeviceQueue).At("settings.device_queue")
	case st.DeviceQueueTTL < 0 || st.DeviceQueueTTL > MaxDeviceQueueTTL:
		return Errorf(CodeInvalid, "device_queue_ttl is %d, allowed are 0 to %d", st.DeviceQueueTTL, MaxDeviceQueueTTL).At("settings.device_queue_ttl")
	case st.DeviceQueueFull != DropOldest && st.DeviceQueueFull != DropNewest:
		return Errorf(CodeInvalid, "device_queue_full is %q, allowed are %s and %s", clip(string(st.DeviceQueueFull)), DropOldest, DropNewest).At("settings.device_queue_full")
	}
	return nil
}

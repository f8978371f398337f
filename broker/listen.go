package broker

import (
	"context"
	"net"
)

// unsentMost is how many bytes the kernel takes for a socket beyond those that are on their way to the client: a client that
// stops reading holds no more of the server's memory there, and what waits is counted where limits can see it.
const unsentMost = 128 << 10

// Listen opens a TCP port. What connections need is set on it where they inherit it: that saves several calls for each.
// Connections whose client is gone without a word end after two and a half minutes.
func Listen(address string) (net.Listener, error) {
	return listenConfig.Listen(context.Background(), "tcp", address)
}

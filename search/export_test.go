package search

import "github.com/hongyan-im/hongyan/chat"

// Flush waits until an app's index is on disk.
func (e *Engine) Flush(app chat.AppName) {
	for _, i := range e.shelf(app).both() {
		i.flush()
	}
}

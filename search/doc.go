// Package search finds messages by their text. Each app has an index of its own on disk, fed by the app's change feed
// beside the path of messages; how far it has read is kept in the index itself, so that after a crash nothing is missed
// and nothing counted twice. The index holds no text, only which words are in which message: what is shown is read from
// the state, where it is also decided who may see it.
package search

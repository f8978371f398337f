// The one client of the app: it stays connected while pages come and go.
import { createClient } from 'hongyan'

export const server = 'https://chat.example.com' // yours
export const client = createClient({ servers: [server] })

// addressOf tells where the small picture of a file is. The address holds for a while: ask for it when it is shown.
export async function addressOf (file) {
  const { thumb_url: thumb, url } = await client.getFile(file)
  const address = thumb || url
  return address[0] === '/' ? server + address : address
}

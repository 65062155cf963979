// Searching Chinese. The index holds Chinese characters one by one (mkdocs.yml), because a word may stand anywhere in a
// sentence without blanks. The theme's own way of cutting a query loses its last character and asks for any of the others.
// Here every character is asked for, and what holds them as they were typed, side by side, is what is shown.
(() => {
  "use strict"
  const QUERY = 2, RESULT = 3 // messages to and from the theme's search worker
  const HAN = /\p{sc=Han}+/gu
  const Theme = window.Worker
  if (!Theme) return

  const plain = item => `${item.title} ${item.text}`.replace(/<[^>]*>|\u200b/g, "")

  window.Worker = class extends Theme {
    typed = []

    constructor(...given) {
      super(...given)
      this.addEventListener("message", ({ data }) => {
        if (data?.type !== RESULT || !this.typed.length || !Array.isArray(data.data?.items)) return
        const exact = data.data.items.filter(page => this.typed.every(words => page.some(item => plain(item).includes(words))))
        if (exact.length) data.data.items = exact
      })
    }

    postMessage(message, ...rest) {
      if (message?.type === QUERY && typeof message.data === "string") {
        this.typed = message.data.match(HAN) ?? []
        message = { ...message, data: message.data.replace(HAN, words => ` +${[...words].join(" +")} `) }
      }
      super.postMessage(message, ...rest)
    }
  }
})()

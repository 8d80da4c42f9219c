/** The page's picture in the tab: the baton, with a dot while somebody waits for an answer to an offer. */
export function showBadge(isCalling: boolean): void {
  const dot = isCalling ? '<circle cx="24" cy="8" r="8" fill="#e8a200"/>' : ''
  const baton = '<rect x="5" y="12" width="22" height="8" rx="4" fill="#fff" transform="rotate(-40 16 16)"/>'
  const picture = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#0c718e"/>${baton}${dot}</svg>`
  document.getElementById('favicon')!.setAttribute('href', `data:image/svg+xml,${encodeURIComponent(picture)}`)
}

// Texts that live long and are used by every request, as the engine handles them best. Knows nothing of what they say.

/**
 * The same text in one piece. V8 cuts and joins texts by reference: a name out of a file is a view of that whole file and keeps it in memory, and
 * one text in pieces sends JSON.stringify to its slow writer for all that is written with it (1.2 against 0.4 us for the attempts of a request).
 * The names of properties are never in pieces.
 */
export function inOnePiece<Text extends string>(text: Text): Text {
  for (const name in { [text]: true }) return name as Text
  return text
}

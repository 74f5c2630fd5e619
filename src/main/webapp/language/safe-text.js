// Controls, what turns the direction of writing, and what is not seen at all: two names that differ must look different.
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/**
 * @param {string} text a name, or a sentence with names in it
 * @returns {string} the same with `\u202e` for what would not be seen; the server's log writes it so too
 */
export function safeText(text) {
  return text.replace(UNSEEN, (character) => [...Array(character.length).keys()]
    .map((i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`).join(''));
}

"""Phrases that may be an opt-out: a reason to ask an agent, never to act.

All languages are looked for at once: a customer may write in any of them. Texts are compared
in small letters and without accents.
"""

import re
import unicodedata

STOP_WORDS = frozenset(
    {"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"}
)
"""Keywords on which the phone network acts when they are the whole message."""


def _words(written: str) -> frozenset[str]:
    return frozenset(written.split())


_POLITE = _words(
    "please pls plz thanks thank you thx ty ok okay hi hello hey sorry kindly merci svp gracias "
    "por favor bitte danke obrigado obrigada grazie per favore alsjeblieft dank je"
)
_FILLERS = _POLITE | _words(
    "all it this that now just already everything immediately i said again the these your my sms "
    "text texts texting message messages"
)
_AMBIGUOUS = _words("cancel end quit revoke cancelar 取消")
"""Said of an appointment as well, so only politeness may stand beside them."""
_WORDS = frozenset(map(str.lower, STOP_WORDS)) - _AMBIGUOUS | _words(
    "unsub stopp arret arreter arretez desabonner desinscrire desinscription alto basta pare paren "
    "parar baja sair abmelden abbestellen aufhoren afmelden uitschrijven стоп отписаться "
    "відписатися 停止 退订 退訂 配信停止 수신거부 توقف إيقاف الغاء"
)

_NO_MORE = r"(?:do not|don't|dont|never)"
_TEXTING = r"(?:(?:text|contact|sms)(?:ing)?|messag(?:e|ing)|writ(?:e|ing))(?: to)?"
_ME = r"(?:me|us|my number|this number)"
_FOR_NOW = r"(?! (?:before|until|at|on|after|in|today|tonight|but)\b)"
_POLITELY = r"(?:[ ,]+(?:please|now|thanks|thank you))*[ .!]*$"
_MISDIALLED = r"(?:gave|typed|dial+ed|entered|put|wrote|texted|called)"
_PHRASES = tuple(
    re.compile(phrase)
    for phrase in (
        rf"\b(?:stop|quit|cease) (?:{_TEXTING}|sending|bothering|spamming|these|those)\b",
        rf"\b{_NO_MORE} (?:ever )?{_TEXTING} {_ME}\b{_FOR_NOW}",
        rf"\b{_NO_MORE} (?:ever )?{_TEXTING} (?:again|any ?more)\b",
        rf"\b{_NO_MORE} send (?:me |us )?(?:any ?more|texts?|messages?|these|those)\b",
        r"\b(?:no more|enough) (?:texts?|messages?|sms)\b",
        rf"\b(?:remove|take|delete) {_ME}\b.{{0,20}}(?<!waiting )\b(?:list|database|system)\b",
        rf"\b(?:remove|delete) {_ME}{_POLITELY}",
        r"\bunsubscribe (?:me|us)\b|\bopt(?:ing)?(?: me)?[ -]out\b",
        r"\b(?:cancel|end) (?:my |the |your |these |all )*(?:subscription|texts|messages|alerts)\b",
        r"\b(?:do not|don't|dont|no longer) (?:want|wish)(?: to)?(?: get| receive)?"
        r"(?: any| your| these| more)* (?:texts|messages|sms)\b",
        r"\bnever (?:signed up|subscribed)\b|\breport(?:ed|ing)?\b.{0,20}\bspam\b",
        r"\bleave (?:me|us) alone\b",
        r"\blose (?:my|this) number\b",
        rf"^(?:(?!\b{_MISDIALLED}\b).)*\bwrong (?:number|person)\b",
        r"\b(?:plus|pas) de (?:sms|textos?|messages?)\b",
        r"\bne (?:m'|me |nous )(?:ecri|envo|text|contact)\w*.{0,20}\b(?:plus|pas)\b",
        r"\b(?:arret|cess)\w+ (?:de |d')(?:m'|me |nous )?(?:ecri|envo|text|contact)\w*",
        r"\bdesabonne[rz]?[- ]moi\b|\bmauvais numero\b",
        r"\bno (?:mas|quiero(?: recibir)?(?: mas)?|envien(?: mas)?) (?:mensajes?|textos?|sms)\b",
        r"\bno me (?:escrib|envi|mand|text|contact)\w+",
        r"\b(?:deje|deja|dejen|para|paren) de (?:escribir|enviar|mandar|textear)\w*",
        r"\bdar(?:me)? de baja\b|\bnumero equivocado\b",
        r"\bnao me (?:envi|mand|escrev|contat)\w+|\bchega de mensagens\b|\bnumero errado\b",
        r"\bparem? de (?:me )?(?:enviar|mandar|escrever)\b",
        r"\bnon (?:scriv|mand|invi|contatt)\w+.{0,20}\bpiu\b|\bnumero sbagliato\b",
        r"\bbasta (?:con (?:i |gli )?)?(?:messaggi|sms)\b",
        r"\bkeine (?:weiteren (?:sms|nachrichten)|(?:sms|nachrichten) mehr)\b|\bfalsche nummer\b",
        r"\b(?:schreib|kontaktier)\w* (?:sie )?(?:mir|mich|uns) nicht\b",
        r"\bgeen (?:berichten|sms)(?:jes)? meer\b|\bverkeerd nummer\b",
    )
)
_ENDS_OF_SENTENCES = re.compile(r"[.!?;\n。！？]+")
_ACCENTS = re.compile("[\u0300-\u036f]")
_PUNCTUATION = ("P", "Sk", "Sm")
_SIGNS = ("P", "S")
"""Emoji, too."""


def sounds_like_stop(text: str) -> bool:
    """`text` without signs that nobody sees."""
    folded = _ACCENTS.sub("", unicodedata.normalize("NFKD", text.replace("’", "'")).lower())
    folded = unicodedata.normalize("NFC", folded)
    sentences = [" ".join(sentence.split()) for sentence in _ENDS_OF_SENTENCES.split(folded)]
    return _is_about(folded, _AMBIGUOUS, fillers=_POLITE) or any(
        _is_about(sentence, _WORDS, fillers=_FILLERS)
        or any(phrase.search(sentence) for phrase in _PHRASES)
        for sentence in sentences
    )


def bare(text: str) -> str:
    """Without the punctuation and the quotes around it; a question stays one."""
    return _stripped(unicodedata.normalize("NFKC", text), of=_PUNCTUATION, keeping="?")


def _is_about(sentence: str, words: frozenset[str], *, fillers: frozenset[str]) -> bool:
    """Whether it says these words, and nothing but what may stand beside them."""
    remaining = {_stripped(word, of=_SIGNS) for word in sentence.split()} - fillers - {""}
    return bool(remaining) and remaining <= words


def _stripped(text: str, *, of: tuple[str, ...], keeping: str = "") -> str:
    def is_around(character: str) -> bool:
        is_one_of_these = unicodedata.category(character).startswith(of) or character.isspace()
        return character not in keeping and is_one_of_these

    begin, end = 0, len(text)
    while begin < end and is_around(text[begin]):
        begin += 1
    while end > begin and is_around(text[end - 1]):
        end -= 1
    return text[begin:end]

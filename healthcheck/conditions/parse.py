"""Reads conditions in the languages that approval flows are written in into :mod:`healthcheck.conditions.tree`.

- `juel`: UEL as Flowable, Activiti and Camunda 7 use it, between `${` and `}`.
- `spel`: Spring's language (warm-flow, FlowLong), variables as `#name`.
- `feel`: the common subset of DMN's language as Camunda 8 writes it behind `=`.
- `python`: Frappe's conditions, read by Python's own parser and never run.
- `json`: conditions that tree-shaped approval JSON keeps as lists (钉钉, FlowLong).

The first three share their operators, so one precedence parser with a table per language reads them. What a language has
and this parser leaves out (lambdas, quantifiers, projections) becomes one opaque term: no error, and nothing concluded.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any as AnyType
from typing import Literal, NoReturn, cast

from healthcheck.conditions.tree import (
    FLIPPED,
    NEGATED,
    All,
    Any,
    Arithmetic,
    Choice,
    Compare,
    Comparison,
    ConditionError,
    Constant,
    Expression,
    Not,
    Opaque,
    Variable,
    canonical,
    names,
    number,
)
from healthcheck.language import Text

Language = Literal["juel", "spel", "feel", "python", "json"]

#: Longer than any condition a person wrote; beyond, a condition is one opaque term.
MAX_LENGTH = 10_000
#: Nested brackets, calls and operators.
MAX_DEPTH = 60


class _UnsupportedError(Exception):
    """Something the language has and this parser does not read."""


#: The names of the groups of ``_LEXICON``, and the end of the text.
_TokenKind = Literal["number", "text", "name", "quoted", "sign", "end"]


@dataclass(frozen=True, slots=True)
class _Token:
    kind: _TokenKind
    text: str
    at: int


_LEXICON = re.compile(
    r"(?P<space>\s+)"
    r"|(?P<number>(?:\d+(?:\.(?!\.)\d*)?|\.\d+)(?:[eE][+-]?\d+)?[LlFfDd]?(?![\w]))"
    r"|(?P<text>'(?:[^'\\]|\\.|'')*'|\"(?:[^\"\\]|\\.)*\")"
    r"|(?P<quoted>`[^`]*`)"
    r"|(?P<name>[^\W\d][\w$]*|\$[\w$]+)"
    r"|(?P<sign>&&|\|\||===|!==|==|!=|<>|<=|>=|->|\.\.|\?\.|\?:|\*\*|[-+*/%^()\[\]{},.?:<>=!#@;|&])",
    re.DOTALL,
)

_WORDS: dict[str, dict[str, str]] = {
    "juel": {
        "and": "&&",
        "or": "||",
        "not": "!",
        "eq": "==",
        "ne": "!=",
        "lt": "<",
        "gt": ">",
        "le": "<=",
        "ge": ">=",
        "div": "/",
        "mod": "%",
        "empty": "empty",
        "instanceof": "instanceof",
    },
    "spel": {
        "and": "&&",
        "or": "||",
        "not": "!",
        "eq": "==",
        "ne": "!=",
        "lt": "<",
        "gt": ">",
        "le": "<=",
        "ge": ">=",
        "div": "/",
        "mod": "%",
        "matches": "matches",
        "instanceof": "instanceof",
        "between": "between",
    },
    "feel": {
        "and": "&&",
        "or": "||",
        "in": "in",
        "between": "between",
        "if": "if",
        "then": "then",
        "else": "else",
        "instance": "instanceof",
    },
}
#: Spring takes its word operators in capitals too.
_WORDS["spel"] |= {word.upper(): sign for word, sign in _WORDS["spel"].items()}
_LITERALS: dict[str, bool | None] = {"true": True, "false": False, "null": None}
#: Binding power of a sign between two operands.
_POWER = {
    "?": 1,
    "?:": 1,
    "||": 2,
    "&&": 3,
    "==": 4,
    "!=": 4,
    "<": 5,
    ">": 5,
    "<=": 5,
    ">=": 5,
    "in": 5,
    "between": 5,
    "matches": 5,
    "instanceof": 5,
    "+": 6,
    "-": 6,
    "*": 7,
    "/": 7,
    "%": 7,
    "^": 8,
    "**": 8,
}
_PREFIX_POWER = 9
#: Objects through which engines reach a variable; what they give is the variable itself.
_GETTERS = {"execution.getvariable", "execution.getvariablelocal", "task.getvariable", "variables.get", "doc.get"}
_HOLDERS = {"root", "variables", "vars"}


@lru_cache(maxsize=4096)
def parse(condition: str, language: str | None) -> Expression:
    """The condition as a tree.

    Raises:
        ConditionError: when no engine can read it. A condition without a known language is never refused.
    """
    text = condition.strip()
    if len(text) > MAX_LENGTH:
        return Opaque(text)
    known = (language or "").lower()
    try:
        if known == "python":
            return _python(text)
        if known == "json" or (not known and text[:1] in ("[", "{")):
            return _json(text)
        if known == "feel" or (not known and text.startswith("=")):
            return _Parser(text.removeprefix("="), "feel", len(text) - len(text.removeprefix("="))).whole()
        if known == "spel":
            inside, offset = _unwrapped(text) or (text, 0)
            return _Parser(inside, "spel", offset).whole()
        if known in ("juel", "uel", "el") or (not known and text.startswith(("${", "#{"))):
            wrapped = _unwrapped(text)
            if wrapped is None:
                raise ConditionError(1, _not_one(text))
            return _Parser(wrapped[0], "juel", wrapped[1]).whole()
        if known:
            return Opaque(text)
        return _Parser(text, "juel", 0).whole()
    except _UnsupportedError:
        return Opaque(text)
    except ConditionError:
        if known:
            raise
        return Opaque(text)


def _not_one(text: str) -> Text:
    if "${" in text or "#{" in text:
        return Text(
            "text stands outside of ${…}, so the result is a text and no truth value",
            "${…} 之外还有文字，结果是一段文本而不是真假值",
        )
    return Text(
        "it is not written inside ${…}, so it is a text and no condition", "没有写在 ${…} 里，只是一段文本，不是条件"
    )


def _unwrapped(text: str) -> tuple[str, int] | None:
    """What stands between `${` and its `}`, and where it begins; None unless that is all there is."""
    if not text.startswith(("${", "#{")) or not text.endswith("}"):
        return None
    depth, quote = 0, ""
    for position, character in enumerate(text[1:], 1):
        if quote:
            quote = "" if character == quote and text[position - 1] != "\\" else quote
        elif character in "'\"":
            quote = character
        elif character == "{":
            depth += 1
        elif character == "}":
            depth -= 1
            if depth == 0 and position < len(text) - 1:
                return None
    return text[2:-1], 2


def _lex(text: str, offset: int) -> list[_Token]:
    tokens = []
    at = 0
    while at < len(text):
        match = _LEXICON.match(text, at)
        if match is None:
            what = "an open quotation mark" if text[at] in "'\"`" else f"“{text[at]}”"
            zh = "引号没有闭合" if text[at] in "'\"`" else f"不能出现“{text[at]}”"
            raise ConditionError(offset + at + 1, Text(f"{what} was not expected", zh))
        kind = match.lastgroup or "space"
        if kind != "space":
            tokens.append(_Token(cast("_TokenKind", kind), match[0], offset + at))
        at = match.end()
    tokens.append(_Token("end", "", offset + len(text)))
    return tokens


class _Parser:
    """Precedence climbing over the tokens of one condition."""

    def __init__(self, text: str, language: Literal["juel", "spel", "feel"], offset: int) -> None:
        self.language = language
        self.words = _WORDS[language]
        self.tokens = _lex(text, offset)
        self.next = 0
        self.depth = 0

    def whole(self) -> Expression:
        """The one expression there is."""
        found = self.expression(0)
        if self.token.kind != "end":
            self.fail()
        return found

    @property
    def token(self) -> _Token:
        """The token that is looked at."""
        return self.tokens[self.next]

    def fail(self) -> NoReturn:
        """Say what was not expected here."""
        token = self.token
        if token.text in ("->", ";", "{", "[") or (token.text == "|" and self.language == "feel"):
            raise _UnsupportedError
        if token.kind == "end":
            raise ConditionError(token.at + 1, Text("it ends too early", "表达式不完整"))
        if token.text == "=" and self.language != "feel":
            raise ConditionError(token.at + 1, Text("“=” assigns; to compare write “==”", "“=”是赋值，比较请写“==”"))
        raise ConditionError(token.at + 1, Text(f"“{token.text}” was not expected", f"此处不应出现“{token.text}”"))

    def take(self, sign: str) -> None:
        """Go past a sign that must stand here."""
        if self.token.text != sign or self.token.kind not in ("sign", "name"):
            self.fail()
        self.next += 1

    def sign(self) -> str:
        """The operator that stands here, word or sign, in one writing; empty when it is none."""
        token = self.token
        if token.kind == "name":
            return self.words.get(token.text, "")
        if token.kind != "sign":
            return ""
        if self.language == "feel":
            return {"=": "==", "<>": "!="}.get(
                token.text, token.text if token.text not in ("==", "!", "&&", "||") else ""
            )
        return token.text if token.text not in ("<>", "**") else ""

    def expression(self, least: int) -> Expression:
        """Operands and operators that bind stronger than ``least``."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise _UnsupportedError
        left = self.prefix()
        while (power := _POWER.get(sign := self.sign(), 0)) > least:
            if sign in ("?", "?:") and self.language == "feel":
                break
            self.next += 1
            left = self.infix(left, sign, power)
        self.depth -= 1
        return left

    def infix(self, left: Expression, sign: str, power: int) -> Expression:
        """What the operator makes of ``left`` and what follows."""
        if sign == "?":
            then = self.expression(0)
            self.take(":")
            return Choice(left, then, self.expression(0))
        if sign == "?:":
            right = self.expression(0)
            return Opaque(f"({canonical(left)} ?: {canonical(right)})", (*names(left), *names(right)))
        if sign == "in":
            return self.membership(left)
        if sign == "between":
            return self.between(left)
        if sign in ("matches", "instanceof"):
            if sign == "instanceof" and self.token.text == "of":
                self.next += 1
            right = self.expression(power)
            return Opaque(f"({canonical(left)} {sign} {canonical(right)})", tuple(names(left)))
        right = self.expression(power - 1 if sign in ("^", "**") else power)
        if sign in ("&&", "||"):
            return _joined(All if sign == "&&" else Any, left, right)
        if sign in NEGATED:
            return compared(sign, left, right)
        if sign in ("^", "**"):
            return Opaque(f"({canonical(left)} ^ {canonical(right)})", (*names(left), *names(right)))
        # What is left of the table of operators.
        return Arithmetic(cast('Literal["+", "-", "*", "/", "%"]', sign), left, right)

    def prefix(self) -> Expression:
        """An operand with the signs before it and what hangs on it."""
        sign = self.sign()
        if sign == "!":
            self.next += 1
            return negated(self.expression(_PREFIX_POWER))
        if sign in ("-", "+"):
            self.next += 1
            inner = self.expression(_PREFIX_POWER)
            if isinstance(inner, Constant) and not isinstance(inner.value, (str, bool)) and inner.value is not None:
                return Constant(-inner.value if sign == "-" else inner.value)
            return Arithmetic("-", Constant(number("0")), inner) if sign == "-" else inner
        if sign == "empty":
            self.next += 1
            inner = self.expression(_PREFIX_POWER)
            return Opaque(f"empty {canonical(inner)}", tuple(names(inner)))
        if sign == "if" and self.language == "feel":
            self.next += 1
            condition = self.expression(0)
            self.take("then")
            then = self.expression(0)
            self.take("else")
            return Choice(condition, then, self.expression(0))
        return self.hung(self.operand())

    def operand(self) -> Expression:
        """A literal, a name or a bracket."""
        token = self.token
        if token.kind == "number":
            self.next += 1
            found = number(token.text.rstrip("LlFfDd"))
            return Constant(found) if found is not None else Opaque(token.text)
        if token.kind == "text":
            self.next += 1
            return Constant(_unquoted(token.text))
        if token.kind == "quoted" and self.language == "feel":
            self.next += 1
            return Variable(token.text[1:-1])
        if token.text == "(":
            self.next += 1
            inner = self.expression(0)
            self.take(")")
            return inner
        if token.text in ("#", "@") and self.language == "spel":
            self.next += 1
            if self.token.kind != "name":
                self.fail()
            name = self.token.text
            self.next += 1
            return Opaque(f"@{name}") if token.text == "@" else Variable(name)
        if token.kind == "name" and not self.sign():
            return self.named(token)
        return self.fail()

    def named(self, token: _Token) -> Expression:
        self.next += 1
        lower = token.text.lower() if self.language == "spel" else token.text
        if lower in _LITERALS:
            return Constant(_LITERALS[lower])
        if (self.language == "spel" and token.text in ("T", "new")) or (
            self.language == "feel" and token.text in ("some", "every", "for", "function")
        ):
            raise _UnsupportedError
        if self.language == "feel" and self.token.text == "(" and token.text == "not":
            inside = self.arguments()
            return negated(inside[0]) if inside else self.fail()
        if self.language == "juel" and [t.text for t in self.tokens[self.next : self.next + 3 : 2]] == [":", "("]:
            # A function with a prefix: `vars:getOrDefault(amount, 0)`.
            name = f"{token.text}:{self.tokens[self.next + 1].text}"
            self.next += 2
            return self.called(name, None)
        return self.called(token.text, None) if self.token.text == "(" else Variable(token.text)

    def hung(self, found: Expression) -> Expression:
        """Fields, indexes and calls behind an operand."""
        while True:
            text = self.token.text if self.token.kind == "sign" else ""
            if text in (".", "?."):
                self.next += 1
                if self.token.kind != "name":
                    if self.token.text in ("?", "!", "^", "$"):
                        raise _UnsupportedError
                    self.fail()
                name = self.token.text
                self.next += 1
                found = self.called(name, found) if self.token.text == "(" else _field(found, name)
            elif text == "[":
                self.next += 1
                index = self.expression(0)
                self.take("]")
                key = _key(index)
                found = _index(found, index) if key is None else _field(found, key)
            elif text == "(" and self.language == "feel":
                # Names of FEEL's own functions have spaces in them: `string length(x)`.
                raise _UnsupportedError
            elif (
                self.token.kind == "name"
                and self.language == "feel"
                and not self.sign()
                and isinstance(found, Variable)
            ):
                if self.token.text in self.words:
                    return found
                raise _UnsupportedError
            else:
                return found

    def arguments(self) -> list[Expression]:
        """What stands between the brackets of a call."""
        self.take("(")
        found: list[Expression] = []
        while self.token.text != ")":
            if self.language == "feel" and self.token.kind == "name" and self.tokens[self.next + 1].text == ":":
                self.next += 2
            found.append(self.expression(0))
            if self.token.text != ",":
                break
            self.next += 1
        self.take(")")
        return found

    def called(self, name: str, target: Expression | None) -> Expression:
        """A call; where it only fetches or compares, what it fetches or compares."""
        return call(name, target, self.arguments())

    def membership(self, left: Expression) -> Expression:
        """FEEL's `in`: ranges, lists and single values."""
        if self.token.text in ("[", "]", "("):
            opening = self.token.text
            self.next += 1
            mark = self.next
            low = self.expression(0) if self.sign() not in NEGATED else None
            if low is not None and self.token.text == "..":
                self.next += 1
                high = self.expression(0)
                closing = self.token.text
                if closing not in ("]", ")", "["):
                    self.fail()
                self.next += 1
                return _joined(
                    All,
                    compared(">=" if opening == "[" else ">", left, low),
                    compared("<=" if closing == "]" else "<", left, high),
                )
            self.next = mark
            tests = [self.unary_test(left)]
            while self.token.text == ",":
                self.next += 1
                tests.append(self.unary_test(left))
            self.take("]" if opening == "[" else ")")
            return _joined(Any, *tests)
        return self.unary_test(left)

    def unary_test(self, left: Expression) -> Expression:
        """`< 5`, `"a"` or a range, held against ``left``."""
        sign = self.sign()
        if sign in NEGATED:
            self.next += 1
            return compared(sign, left, self.expression(5))
        if self.token.text in ("[", "]"):
            return self.membership(left)
        return compared("==", left, self.expression(5))

    def between(self, left: Expression) -> Expression:
        """`x between 1 and 5` (FEEL), `x between {1, 5}` (SpEL)."""
        bracketed = self.language == "spel"
        if bracketed:
            self.take("{")
        low = self.expression(5 if not bracketed else 0)
        if bracketed:
            self.take(",")
        elif self.sign() == "&&":
            self.next += 1
        else:
            self.fail()
        high = self.expression(5 if not bracketed else 0)
        if bracketed:
            self.take("}")
        return _joined(All, compared(">=", left, low), compared("<=", left, high))


# --- what all languages share ----------------------------------------------------------------------------------------


def _key(expression: Expression) -> str | None:
    """The text of a literal that stands where a field's name may stand."""
    return expression.value if isinstance(expression, Constant) and isinstance(expression.value, str) else None


def _unquoted(text: str) -> str:
    inside, quote = text[1:-1], text[0]
    return re.sub(r"\\(.)", r"\1", inside.replace(quote * 2, quote))


def _field(holder: Expression, name: str) -> Expression:
    if isinstance(holder, Variable):
        return Variable(name if holder.name in _HOLDERS else f"{holder.name}.{name}")
    return Opaque(f"{canonical(holder)}.{name}", tuple(names(holder)))


def _index(holder: Expression, index: Expression) -> Expression:
    return Opaque(f"{canonical(holder)}[{canonical(index)}]", (*names(holder), *names(index)))


def _joined(kind: type[All] | type[Any], *parts: Expression) -> Expression:
    flat: list[Expression] = []
    for part in parts:
        flat += part.parts if isinstance(part, (All, Any)) and isinstance(part, kind) else (part,)
    return flat[0] if len(flat) == 1 else kind(tuple(flat))


def negated(part: Expression) -> Expression:
    """The opposite, with comparisons turned."""
    if isinstance(part, Not):
        return part.part
    if isinstance(part, Compare) and part.operator in ("==", "!="):
        return Compare(NEGATED[part.operator], part.left, part.right)
    return Not(part)


def compared(operator: Comparison, left: Expression, right: Expression) -> Expression:
    """A comparison with the constant on the right; `a.compareTo(b) > 0` is `a > b`."""
    if isinstance(left, Constant) and not isinstance(right, Constant):
        left, right, operator = right, left, FLIPPED[operator]
    if isinstance(left, _CompareTo) and isinstance(right, Constant) and right.value == 0:
        return Compare(operator, left.left, left.right)
    return Compare(operator, left, right)


_NOTHING = Constant(None)


@dataclass(frozen=True, slots=True)
class _CompareTo(Opaque):
    """`left.compareTo(right)`, until it is known what the result is held against."""

    left: Expression = _NOTHING
    right: Expression = _NOTHING


def _inside(target: Expression | None) -> list[str]:
    """Variables a call's target is worked out from; a bare name there is as well a bean or a module."""
    return [] if target is None or isinstance(target, Variable) else names(target)


_ACCESSOR = re.compile(r"get([A-Z]\w*)")


def call(name: str, target: Expression | None, arguments: list[Expression]) -> Expression:
    """A call as a tree: getters are fields, `equals` compares, the rest is opaque."""
    inside = [n for a in arguments for n in names(a)]
    if target is not None and len(arguments) == 1:
        one = arguments[0]
        if name == "equals":
            return compared("==", target, one)
        if name == "compareTo":
            text = f"{canonical(target)}.compareTo({canonical(one)})"
            return _CompareTo(text, (*names(target), *inside), target, one)
        holder = canonical(target)
        if isinstance(one, Constant) and isinstance(one.value, str) and f"{holder}.{name}".lower() in _GETTERS:
            return Variable(f"doc.{one.value}" if holder == "doc" else one.value)
    if isinstance(target, Variable) and not arguments and (match := _ACCESSOR.fullmatch(name)):
        return _field(target, match[1][0].lower() + match[1][1:])
    before = f"{canonical(target)}." if target is not None else ""
    text = f"{before}{name}({', '.join(map(canonical, arguments))})"
    return Opaque(text, (*_inside(target), *inside))


# --- Python ----------------------------------------------------------------------------------------------------------

_PYTHON_COMPARISONS: dict[type[ast.cmpop], Comparison] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Is: "==",
    ast.IsNot: "!=",
}
_PYTHON_OPERATORS: dict[type[ast.operator], Literal["+", "-", "*", "/", "%"]] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.Mod: "%",
}


def _python(text: str) -> Expression:
    try:
        tree = ast.parse(text, mode="eval").body
    except SyntaxError as error:
        column = error.offset or len(text) + 1
        raise ConditionError(
            column, Text(f"not Python: {error.msg}", f"不是合法的 Python 表达式（{error.msg}）")
        ) from None
    except (ValueError, RecursionError, MemoryError):
        raise _UnsupportedError from None
    return _from_python(tree, 0)


def _from_python(node: ast.expr, depth: int) -> Expression:
    if depth > MAX_DEPTH:
        raise _UnsupportedError

    def below(child: ast.expr) -> Expression:
        return _from_python(child, depth + 1)

    match node:
        case ast.Constant(value=value):
            if value is None or isinstance(value, (bool, str)):
                return Constant(value)
            found = number(str(value)) if isinstance(value, (int, float)) else None
            return Constant(found) if found is not None else Opaque(str(value)[:100])
        case ast.Name(id=name):
            return Variable(name)
        case ast.Attribute(value=holder, attr=name):
            return _field(below(holder), name)
        case ast.Subscript(value=holder, slice=index):
            inside, target = below(index), below(holder)
            key = _key(inside)
            return _index(target, inside) if key is None else _field(target, key)
        case ast.BoolOp(op=operator, values=values):
            return _joined(All if isinstance(operator, ast.And) else Any, *map(below, values))
        case ast.UnaryOp(op=ast.Not(), operand=inner):
            return negated(below(inner))
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as value)):
            found = number(str(-value))
            return Constant(found) if found is not None else Opaque(str(-value)[:100])
        case ast.IfExp(test=test, body=body, orelse=orelse):
            return Choice(below(test), below(body), below(orelse))
        case ast.BinOp(left=left, op=operator, right=right) if type(operator) in _PYTHON_OPERATORS:
            return Arithmetic(_PYTHON_OPERATORS[type(operator)], below(left), below(right))
        case ast.Compare(left=left, ops=operators, comparators=others):
            return _python_compare(below(left), operators, others, below)
        case ast.Call(func=function, args=arguments, keywords=[]):
            parts = [below(a) for a in arguments]
            if isinstance(function, ast.Attribute):
                return call(function.attr, below(function.value), parts)
            if isinstance(function, ast.Name):
                # flt(x), cint(x) and the like only change the type.
                plain = function.id in ("flt", "cint", "float", "int", "cstr", "str") and len(parts) == 1
                return parts[0] if plain else call(function.id, None, parts)
    read = tuple(dict.fromkeys(n.id for n in ast.walk(node) if isinstance(n, ast.Name)))
    return Opaque(ast.unparse(node), read)


def _python_compare(
    left: Expression, operators: list[ast.cmpop], others: list[ast.expr], below: Callable[[ast.expr], Expression]
) -> Expression:
    parts: list[Expression] = []
    for operator, other in zip(operators, others, strict=True):
        if isinstance(operator, (ast.In, ast.NotIn)):
            if isinstance(other, (ast.List, ast.Tuple, ast.Set)) and other.elts:
                found = _joined(Any, *(compared("==", left, below(e)) for e in other.elts))
            else:
                found = Opaque(f"({canonical(left)} in {ast.unparse(other)})", tuple(names(left)))
            parts.append(negated(found) if isinstance(operator, ast.NotIn) else found)
            break
        right = below(other)
        parts.append(compared(_PYTHON_COMPARISONS[type(operator)], left, right))
        left = right
    return _joined(All, *parts)


# --- JSON ------------------------------------------------------------------------------------------------------------

_JSON_OPERATORS: dict[str, Comparison] = {
    **{sign: sign for sign in NEGATED},
    "=": "==",
    "eq": "==",
    "ne": "!=",
    "gt": ">",
    "ge": ">=",
    "gte": ">=",
    "lt": "<",
    "le": "<=",
    "lte": "<=",
}


def _json(text: str) -> Expression:
    """Lists of lists: one of the outer ones, all of an inner one (钉钉, FlowLong)."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        raise _UnsupportedError from None
    groups = value if isinstance(value, list) and all(isinstance(g, list) for g in value) else [value]
    found = [_json_group(g if isinstance(g, list) else [g]) for g in groups if g]
    if not found:
        raise _UnsupportedError
    return _joined(Any, *found)


def _json_group(group: list[AnyType]) -> Expression:
    return _joined(All, *(_json_test(t) for t in group if isinstance(t, dict))) if group else Constant(True)


def _json_test(test: dict[str, AnyType]) -> Expression:
    name = next((str(test[k]) for k in ("field", "paramKey", "key", "paramLabel") if test.get(k)), "")
    operator = _JSON_OPERATORS.get(str(test.get("operator", "")).lower())
    if name and operator and isinstance(test.get("value"), (str, int, float)):
        value = str(test["value"])
        as_number = number(value)
        return Compare(operator, Variable(name), Constant(as_number if as_number is not None else value))
    # 钉钉: 下限 and 上限, the bound itself in it only where the key says Equal.
    bounds: list[Expression] = []
    pairs: tuple[tuple[str, Comparison], ...] = (
        ("lowerBound", ">"),
        ("lowerBoundNotEqual", ">"),
        ("lowerBoundEqual", ">="),
        ("upperBound", "<"),
        ("upperBoundNotEqual", "<"),
        ("upperBoundEqual", "<="),
        ("boundEqual", "=="),
    )
    for key, comparison in pairs:
        bound = number(str(test.get(key, ""))) if not isinstance(test.get(key), bool) else None
        if name and bound is not None:
            bounds.append(Compare(comparison, Variable(name), Constant(bound)))
    if bounds:
        return _joined(All, *bounds)
    return Opaque(json.dumps(test, ensure_ascii=False, sort_keys=True), (name,) if name else ())

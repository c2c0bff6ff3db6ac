"""The editor of campaigns as a browser without a screen fills it in."""

import re

from tests.support.office import Office

EDIT = "/organise/campaigns/free-rasul/edit"
PEOPLE = "/organise/campaigns/free-rasul/defenders"
HISTORY = "/organise/campaigns/free-rasul/milestones"
SETTINGS = "/organise/campaigns/free-rasul/settings"


def form_of(page, kind: str = "editor") -> dict[str, str]:
    """What the form of this class on `page` would send back, untouched: the editor's, or another's."""
    html = page.text[page.text.index(f'class="{kind}"') :]
    html = html[: html.index("</form>")]
    found = {}
    for tag in re.findall(r"<input[^>]*>", html):
        attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if attributes.get("type") not in ("checkbox", "radio") or " checked" in tag:
            found[attributes.get("name")] = attributes.get("value", "")
    for attributes, text in re.findall(r"<textarea([^>]*)>(.*?)</textarea>", html, re.S):
        found[re.search(r'name="([^"]*)"', attributes)[1]] = text.removeprefix("\r\n")
    for attributes, options in re.findall(r"<select([^>]*)>(.*?)</select>", html, re.S):
        chosen = next((option for option in re.findall(r"<option[^>]*>", options) if " selected" in option), 'value=""')
        found[re.search(r'name="([^"]*)"', attributes)[1]] = re.search(r'value="([^"]*)"', chosen)[1]
    found.pop("do", None)
    found.pop(None, None)
    return {name: unescaped(value) for name, value in found.items()}


def unescaped(value: str) -> str:
    """What stands in an attribute or an element, as it is meant."""
    for sign, name in (("<", "&lt;"), (">", "&gt;"), ('"', "&#34;"), ("'", "&#39;"), ("&", "&amp;")):
        value = value.replace(name, sign)
    return value


def save(office: Office, path: str, do: str = "save", **typed: str):
    """Open a page of the editor, type, press the button. `az_title` is the field "az-title"."""
    values = form_of(office.get(path)) | {name.replace("__", "-"): value for name, value in typed.items()}
    return office.post(path, values | {"do": do})

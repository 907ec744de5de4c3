#!/usr/bin/env python3
"""Compiles the published facts into the compact tables the validator embeds.

usage: compile-tables.py FOLDER   (FOLDER holds ubl-structure.json and rules.tsv)

Writes, beside this script:
  ubl-2.1.tsv                    UBL 2.1 Invoice and CreditNote: leaf kinds, types with their ordered children
  ../CodeLists/code-lists.tsv    the enumerations of both profiles
  ../Rules/Syntax/not-used.tsv   the paths that EN 16931 does not use, by rule id
"""
import csv, json, os, re, sys

csv.field_size_limit(10**9)
source, here = sys.argv[1], os.path.dirname(os.path.abspath(__file__))
rules = list(csv.DictReader(open(os.path.join(source, "rules.tsv"), encoding="utf-8"), delimiter="\t", quoting=csv.QUOTE_NONE))
structure = json.load(open(os.path.join(source, "ubl-structure.json"), encoding="utf-8"))
NAME = r"(?:cac|cbc|ext):\w+"


def write(path, lines):
    with open(os.path.join(here, path), "w", encoding="utf-8", newline="\n") as f:
        f.write("\n".join(lines) + "\n")


def leaf_kind(t):
    names = [a["name"] for a in t["attributes"]]
    if "mimeCode" in names: return "Binary"
    if "listID" in names: return "Code"
    if "schemeID" in names: return "Identifier"
    if "currencyID" in names: return "Amount"
    if "unitCodeListVersionID" in names: return "Measure"
    if "unitCode" in names: return "Quantity"
    if "languageID" in names: return "Text"
    return {"xsd:boolean": "Indicator", "xsd:date": "Date", "xsd:time": "Time", "xsd:decimal": "Numeric"}[t["base"]]


def structure_table():
    elements, types = structure["elements"], structure["types"]
    leaves, complexes, known = {}, {}, set(elements)
    for element, name in elements.items():
        t = types[name]
        (leaves.setdefault(leaf_kind(t), []) if t["kind"] == "leaf" else complexes.setdefault(name, [])).append(element)
    out = [f"leaf\t{kind}\t{' '.join(sorted(names))}" for kind, names in sorted(leaves.items())]
    for name, users in sorted(complexes.items()):
        children = []
        for c in types[name]["children"]:
            if "any" in c:
                children.append("#any")
                continue
            assert elements[c["name"]] == c["type"]
            children.append(c["name"] + {(0, 1): "?", (1, 1): "", (0, -1): "*", (1, -1): "+"}[(c["min"], c["max"])])
        out.append(f"type\t{name}\t{' '.join(sorted(users))}\t{' '.join(children)}")
    used = {n for r in rules for n in re.findall(NAME, r["context"] + " " + r["test"])}
    out.append("extra\t" + " ".join(sorted(used - known)))
    return out


def enumeration(text):
    return text.strip().split(" ")


def code_lists():
    out, seen = [], {}
    for r in rules:
        if not re.match(r"BR-CL-|BR-CO-09$", r["id"]): continue
        quoted = [q for q in re.findall(r"'([^']*)'", r["test"]) if q not in (" ", "#", "130", "")]
        for i, q in enumerate(dict.fromkeys(quoted)):
            seen.setdefault((r["id"], i, q), []).append(r["profile"])
    for (rule, i, q), profiles in sorted(seen.items(), key=lambda x: (x[0][0], x[0][1], x[1])):
        out.append(f"{rule}\t{i}\t{','.join(profiles)}\t{q.strip()}")
    return out


def not_used():
    found = {}
    for r in rules:
        m = re.match(rf"^not\(((?:\(cac:InvoiceLine\|cac:CreditNoteLine\)/|//)?(?:{NAME}/)*(?:{NAME}|@\w+))\)$", r["test"])
        if not m or r["kind"] != "assert" or not r["id"].startswith("UBL-"): continue
        path = m.group(1).replace("(cac:InvoiceLine|cac:CreditNoteLine)", "line")
        found.setdefault((r["id"], path, r["flag"]), []).append(r["profile"])
    return [f"{i}\t{','.join(p)}\t{path}" for (i, path, flag), p in found.items() if flag == "warning"]


write("ubl-2.1.tsv", structure_table())
write("../CodeLists/code-lists.tsv", code_lists())
write("../Rules/Syntax/not-used.tsv", not_used())

# SPDX-License-Identifier: GPL-3.0-or-later
"""Invoices of a small shop as JSON. DATABASE_URL says where its tables are: `flask --app shop run`."""
import os

import psycopg2
from flask import Flask, jsonify, request
from psycopg2.extras import RealDictCursor

app = Flask(__name__)
app.json.sort_keys = False


def rows(sql, *values):
    with psycopg2.connect(os.environ["DATABASE_URL"], cursor_factory=RealDictCursor) as connection, connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


@app.get("/invoices")
def list_invoices():
    return jsonify(rows("SELECT id, customer_id, total::text, note FROM invoices ORDER BY id LIMIT %s", request.args.get("limit", 100)))


@app.get("/invoices/<int:number>")
def show_invoice(number):
    found = rows("SELECT id, customer_id, total::text, note FROM invoices WHERE id = %s", number)
    return jsonify(found[0]) if found else (jsonify(error=f"there is no invoice {number}"), 404)


@app.post("/invoices")
def create_invoice():
    asked = request.get_json()
    made = rows(
        "INSERT INTO invoices (customer_id, total, note) VALUES (%s, %s, %s) RETURNING id, customer_id, total::text, note",
        asked["customer_id"], asked["total"], asked.get("note"),
    )
    return jsonify(made[0]), 201, {"Location": f"/invoices/{made[0]['id']}"}


@app.post("/login")
def login():
    return jsonify(token="t-" + request.get_json()["user"], reference=9007199254740993)

"""Made files of many kinds, and the mapping that is right for each."""

from dataclasses import dataclass, field
from json import dumps
from typing import Any


@dataclass(frozen=True)
class Case:
    """A file, and what its source file has to say."""

    name: str
    content: bytes
    tables: dict[str, dict[str, Any]]
    """Columns of tables, as source files write them; there may be others."""
    keys: dict[str, Any] = field(default_factory=dict)
    """Other keys of the source; all that are not the default, name and path aside."""
    needed: tuple[str, ...] = ()
    """How what is asked for begins."""


def rows(*lines: str, end: str = "\n") -> str:
    return end.join(lines) + end


def objects(*records: dict[str, Any]) -> str:
    """Lines of JSON."""
    return rows(*map(dumps, records))


def _case(name: str, text: str, encoding: str = "utf-8", **said: Any) -> Case:
    return Case(name, text.encode(encoding), **said)


CASES = [
    _case(
        "survey.csv",
        rows(
            "Respondent ID,Started at,Comment,Would you recommend us?,",
            ",,Open-Ended Response,0 to 10,Why?",
            "9001,2024-01-31 18:05:00,The kettle leaks since day one,3,It leaks",
            "9002,2024-02-01 09:00:00,All fine with it so far,9,",
        ),
        keys={"csv": {"header_rows": 2}},
        tables={
            "posts": {
                "posted_at": "Started at",
                "text": "Comment Open-Ended Response",
            }
        },
    ),
    _case(
        "replies.csv",
        rows(
            "reply_id,posted at,text,likes",
            "Id of the reply,Time of the reply,What it says,Count of likes",
            "7,2024-01-31T18:05:00Z,Good tea,3",
            "8,2024-02-01T09:00:00Z,No milk,0",
        ),
        keys={"csv": {"header_rows": 2, "header_names": "first"}},
        tables={"posts": {"post_id": "reply_id", "text": "text", "like_count": "likes"}},
    ),
    _case(
        "orders_de.csv",
        rows(
            "Bestellnummer;Kundennummer;Bestelldatum;Artikel;Menge;Einzelpreis",
            "A-17;4711;31.01.2024 18:05;Tasse, blau;2;1.007,50",
            "A-17;4711;31.01.2024 18:05;Kanne;1;12,00",
            "A-18;4712;01.02.2024 09:00;Tasse, blau;1;7,50",
        ),
        keys={"csv": {"delimiter": ";"}, "decimal": ","},
        tables={
            "orders": {
                "order_line_id": {"made_of": ["Bestellnummer", "Artikel"], "numbered": True},
                "order_id": "Bestellnummer",
                "user_id": "Kundennummer",
                "ordered_at": {"column": "Bestelldatum", "time": ["d.M.yyyy H:mm"]},
                "amount": {"product": ["Menge", "Einzelpreis"]},
                "quantity": "Menge",
                "product_name": "Artikel",
            }
        },
        needed=("currency",),
    ),
    _case(
        "commandes.csv",
        rows(
            "Numéro de commande;Date de commande;Client;Montant total (EUR);Statut",
            "1001;31/01/2024 18:05:10;C-1;12,50;Payée",
            "1002;15/02/2024 09:30:00;C-2;1 250,00;Annulée",
        ),
        "cp1252",
        keys={"csv": {"delimiter": ";", "encoding": "cp1252"}, "decimal": ","},
        tables={
            "orders": {
                "order_line_id": "Numéro de commande",
                "ordered_at": {"column": "Date de commande", "time": ["d/M/yyyy H:mm:ss"]},
                "user_id": "Client",
                "amount": "Montant total (EUR)",
                "currency": {"constant": "EUR"},
                "is_cancelled": {"column": "Statut", "matches": "^(Annulée)$"},
            }
        },
    ),
    _case(
        "pedidos.csv",
        rows(
            "Número de pedido,Fecha de pedido,Cliente,Producto,Cantidad,Importe,Moneda",
            '5001,2024-01-31,K1,Taza,1,"12,50",EUR',
            '5002,2024-02-01,K2,Tetera,2,"1.240,00",EUR',
        ),
        keys={"decimal": ","},
        tables={
            "orders": {
                "order_line_id": "Número de pedido",
                "ordered_at": "Fecha de pedido",
                "user_id": "Cliente",
                "amount": "Importe",
                "currency": "Moneda",
                "quantity": "Cantidad",
                "product_name": "Producto",
            }
        },
    ),
    _case(
        "vendas.tsv",
        rows(
            "ID do pedido\tData do pedido\tCliente\tValor total\tMoeda",
            "9\t31/12/2023\tana\t99,90\tBRL",
            "10\t01/01/2024\trui\t10,00\tBRL",
        ),
        keys={"decimal": ",", "format": "tsv"},
        tables={
            "orders": {
                "order_line_id": "ID do pedido",
                "ordered_at": {"column": "Data do pedido", "time": ["d/M/yyyy"]},
                "amount": "Valor total",
                "currency": "Moeda",
            }
        },
    ),
    _case(
        "ordini.csv",
        rows(
            "Numero ordine|Data ordine|Cliente|Prodotto|Quantità|Prezzo unitario|Valuta",
            "1|13-01-2024|a1|Tazza|3|4,50|EUR",
            "2|14-01-2024|a2|Teiera|1|40,00|EUR",
        ),
        keys={"csv": {"delimiter": "|"}, "decimal": ","},
        tables={
            "orders": {
                "order_line_id": "Numero ordine",
                "ordered_at": {"column": "Data ordine", "time": ["d-M-yyyy"]},
                "amount": {"product": ["Quantità", "Prezzo unitario"]},
                "currency": "Valuta",
            }
        },
    ),
    _case(
        "us_orders.csv",
        rows(
            "Order ID,Order Date,Customer Email,Product Name,Qty,Total",
            'W-1,1/31/2024 6:05 PM,ada@example.org,Mug,2,"$1,240.00"',
            "W-2,2/1/2024 9:00 AM,bo@example.org,Pot,1,$31.50",
        ),
        tables={
            "orders": {
                "order_line_id": "Order ID",
                "ordered_at": {"column": "Order Date", "time": ["M/d/yyyy h:mm a"]},
                "user_id": {"made_of": ["Customer Email"], "folded": True},
                "amount": "Total",
                "quantity": "Qty",
                "product_name": "Product Name",
            }
        },
        needed=("currency",),
    ),
    _case(
        "charges.csv",
        rows(
            "id,Created (UTC),Amount,Amount Refunded,Currency,Status",
            "ch_1,2024-01-31 18:05,19.00,0.00,eur,Paid",
            "ch_2,2024-02-01 08:00,19.00,19.00,eur,Refunded",
        ),
        tables={
            "orders": {
                "order_line_id": "id",
                "ordered_at": "Created (UTC)",
                "amount": {"column": "Amount", "less": ["Amount Refunded"]},
                "currency": "Currency",
            }
        },
    ),
    _case(
        "filled.csv",
        rows(
            "Order number,Order date,Currency,Item name,Qty,Item price",
            "R-1,2024-03-01,EUR,Mug,2,20.00",
            "R-1,,,Teapot,1,30.00",
            "R-2,2024-03-02,EUR,Cup,1,15.00",
        ),
        keys={"filled_down": {"within": "Order number", "columns": ["Order date", "Currency"]}},
        tables={
            "orders": {
                "order_line_id": {"made_of": ["Order number", "Item name"], "numbered": True},
                "order_id": "Order number",
                "ordered_at": "Order date",
                "amount": {"product": ["Qty", "Item price"]},
                "currency": "Currency",
            }
        },
    ),
    _case(
        "payments.csv",
        rows(
            "Transaction ID,Date,Type,Amount,Currency,Customer ID",
            "t1,2024-01-31T18:05:00Z,charge,50.00,EUR,c1",
            "t2,2024-02-01T18:05:00Z,refund,25.00,EUR,c1",
        ),
        tables={
            "orders": {
                "order_line_id": "Transaction ID",
                "ordered_at": "Date",
                "amount": {
                    "column": "Amount",
                    "negative_when": {"column": "Type", "is": ["refund"]},
                },
                "currency": "Currency",
                "user_id": "Customer ID",
            }
        },
    ),
    _case(
        "kasse.csv",
        rows(
            "Filiale Mitte;;;;",
            "Auszug vom 01.02.2024;;;;",
            "Bon-Nr;Datum;Uhrzeit;Artikelbezeichnung;Betrag (EUR)",
            "1;31.01.2024;18:05;Brot;4,20",
            "1;31.01.2024;18:05;Brezel;0,90",
            "2;31.01.2024;18:09;Brot;4,20",
        ),
        keys={"csv": {"delimiter": ";", "skip_lines": 2}, "decimal": ","},
        tables={
            "orders": {
                "order_line_id": {"made_of": ["Bon-Nr", "Artikelbezeichnung"], "numbered": True},
                "order_id": "Bon-Nr",
                "ordered_at": {"joined": ["Datum", "Uhrzeit"], "time": ["d.M.yyyy H:mm"]},
                "amount": "Betrag (EUR)",
                "currency": {"constant": "EUR"},
                "product_name": "Artikelbezeichnung",
            }
        },
    ),
    _case(
        "sep.csv",
        rows("sep=;", "Nr;Kunde;Datum;Betrag", "1;K1;31.01.2024;12,50 €", "2;K2;01.02.2024;8,00 €"),
        keys={"csv": {"delimiter": ";"}, "decimal": ","},
        tables={"orders": {"amount": "Betrag", "currency": {"constant": "EUR"}}},
    ),
    _case(
        "spark.csv",
        rows(
            "id,at,author,text",
            'a1,2024-05-01T10:00:00.000Z,u1,"he said \\"fine\\", twice"',
            'a2,2024-05-01T10:01:00.000Z,u2,"ends with a quote \\""',
            "a3,2024-05-01T10:02:00.000Z,u3,plain",
        ),
        keys={"csv": {"escape": "\\"}},
        tables={"posts": {"post_id": "id", "posted_at": "at", "text": "text", "user_id": "author"}},
    ),
    _case(
        "posts_utf16.csv",
        rows(
            "post id,created at,message,likes",
            "1,2024-01-31 18:05:00,größer,3",
            "2,2024-02-01 18:05:00,schön,0",
        ),
        "utf-16",
        tables={
            "posts": {
                "post_id": "post id",
                "posted_at": "created at",
                "text": "message",
                "like_count": "likes",
            }
        },
    ),
    _case(
        "beitraege.csv",
        rows(
            "Beitrags-ID;Veröffentlicht am;Verfasser;Nachricht;Gefällt mir;Kommentare;Permalink",
            "77;31. Januar 2024, 18:05;Ann Müller;Heute neu;12;3;https://example.org/77",
            "78;2. Februar 2024, 09:00;Ann Müller;Noch da;4;0;https://example.org/78",
        ),
        keys={"csv": {"delimiter": ";"}},
        tables={
            "posts": {
                "post_id": "Beitrags-ID",
                "posted_at": {
                    "column": "Veröffentlicht am",
                    "time": ["d'.' MMMM yyyy, H:mm"],
                    "locale": "de",
                },
                "user_id": {"made_of": ["Verfasser"]},
                "text": "Nachricht",
                "like_count": "Gefällt mir",
                "reply_count": "Kommentare",
                "url": "Permalink",
            }
        },
    ),
    _case(
        "tweets.js",
        "window.YTD.tweets.part0 = "
        + dumps(
            [
                {
                    "tweet": {
                        "id_str": "17",
                        "created_at": "Wed May 15 10:30:00 +0000 2024",
                        "full_text": "RT @ann: hello there",
                        "favorite_count": "2",
                        "lang": "en",
                    }
                }
            ],
            indent=1,
        ),
        keys={"format": "json"},
        tables={
            "posts": {
                "post_id": {"json": "tweet", "path": "$.id_str"},
                "posted_at": {"json": "tweet", "path": "$.created_at", "time": ["twitter"]},
                "text": {"json": "tweet", "path": "$.full_text"},
                "like_count": {"json": "tweet", "path": "$.favorite_count"},
                "is_repost": {"json": "tweet", "path": "$.full_text", "matches": "^RT @"},
            }
        },
    ),
    _case(
        "comments.jsonl",
        objects(
            {
                "id": "c1",
                "author": "ann",
                "created_utc": 1514764800,
                "body": "so good",
                "score": 5,
                "parent_id": "t3_1",
            },
            {
                "id": "c2",
                "author": "[deleted]",
                "created_utc": 1514764900,
                "body": "so bad",
                "score": -3,
                "parent_id": "t1_c1",
            },
        ),
        keys={"format": "json"},
        tables={
            "posts": {
                "post_id": "id",
                "posted_at": {"column": "created_utc", "time": ["unix_seconds"]},
                "user_id": {"made_of": ["author"]},
                "text": "body",
                "score": "score",
                "reply_to_post_id": "parent_id",
            }
        },
    ),
    _case(
        "pages.json",
        dumps(
            {
                "meta": {"next": "x"},
                "data": [
                    {
                        "id": str(number),
                        "created_at": f"2024-01-31T18:0{number}:00.000Z",
                        "text": "hello",
                        "author_id": "7",
                        "public_metrics": {"like_count": number, "reply_count": 0},
                    }
                    for number in (1, 2)
                ],
            }
        ),
        keys={"format": "json", "json": {"records": "$.data"}},
        tables={
            "posts": {
                "post_id": "id",
                "posted_at": "created_at",
                "text": "text",
                "user_id": "author_id",
                "like_count": {"json": "public_metrics", "path": "$.like_count"},
            }
        },
    ),
    _case(
        "shop.jsonl",
        objects(
            {
                "id": 1,
                "order_number": "1001",
                "created_at": "2024-01-31T18:05:00+01:00",
                "currency": "EUR",
                "customer": {"id": 7},
                "line_items": [
                    {"id": 11, "sku": "M", "title": "Mug", "total": "20.00"},
                    {"id": 12, "sku": "T", "title": "Teapot", "total": "30.00"},
                ],
            },
            {
                "id": 2,
                "order_number": "1002",
                "created_at": "2024-02-01T18:05:00+01:00",
                "currency": "EUR",
                "customer": {"id": 8},
                "line_items": [{"id": 13, "sku": "M", "title": "Mug", "total": "10.00"}],
            },
        ),
        keys={"format": "json", "explode": ["$.line_items"]},
        tables={
            "orders": {
                "order_line_id": {"json": "line_items", "path": "$.id"},
                "order_id": "order_number",
                "ordered_at": "created_at",
                "user_id": {"json": "customer", "path": "$.id"},
                "amount": {"json": "line_items", "path": "$.total"},
                "currency": "currency",
                "product_id": {"json": "line_items", "path": "$.sku"},
            }
        },
    ),
    _case(
        "priced.jsonl",
        objects(
            *(
                {
                    "id": 1 + day,
                    "created_at": f"2024-01-{20 + day}T18:05:00+01:00",
                    "currency": "EUR",
                    "customer": {"id": 7 + day},
                    "line_items": [
                        {"id": 11 + 3 * day, "sku": "M", "quantity": 2, "price": "20.00"},
                        {"id": 12 + 3 * day, "sku": "T", "quantity": 1, "price": "30.00"},
                    ],
                }
                for day in range(3)
            )
        ),
        keys={"format": "json", "explode": ["$.line_items"]},
        tables={
            "orders": {
                "amount": {
                    "product": [
                        {"json": "line_items", "path": "$.quantity"},
                        {"json": "line_items", "path": "$.price"},
                    ]
                },
                "quantity": {"json": "line_items", "path": "$.quantity"},
            }
        },
    ),
    _case(
        "messages.xml",
        rows(
            '<?xml version="1.0" encoding="utf-8"?>',
            '<messages site="shop">',
            '<row Id="1" CreatedAt="2024-01-31T18:05:00" Author="ann" Body="It broke" Score="4" />',
            '<row Id="2" CreatedAt="2024-02-01T08:15:00" Author="bo" Body="Fine" Score="0" />',
            '<row Id="3" CreatedAt="2024-02-02T09:25:00" Author="ann" Body="Thanks" Score="1" />',
            "</messages>",
        ),
        keys={"format": "xml", "xml": {"row": "row"}},
        tables={
            "posts": {
                "post_id": "Id",
                "posted_at": "CreatedAt",
                "user_id": {"made_of": ["Author"]},
                "text": "Body",
                "score": "Score",
            }
        },
    ),
    _case(
        "analytics.csv",
        rows(
            "Post id,Date,Post text,Impressions,Likes,Shares,Reposts",
            '176389012345678901,"Sat, Mar 2, 2024",Mug day,1204,17,0,2',
            '176389012345678902,"Sun, Mar 3, 2024","Hello, again",90,2,1,0',
        ),
        tables={
            "posts": {
                "posted_at": {"column": "Date", "time": ["EEE, MMM d, yyyy"]},
                "repost_count": "Reposts",
                "view_count": "Impressions",
            }
        },
    ),
    _case(
        "ratings.csv",
        rows(
            "Review Id,Review Date,Reviewer,Review Text,Review Stars",
            "r1,2024-01-31,Ada@Tea.example,The mug broke,2",
            "r2,2024-02-01,bo@tea.example,A fine teapot,5",
        ),
        tables={
            "posts": {
                "user_id": {"made_of": ["Reviewer"], "folded": True},
                "attributes": {"stars": "Review Stars"},
            }
        },
    ),
    _case(
        "millis.jsonl",
        objects(
            *(
                {
                    "event_id": f"e{number}",
                    "ts": 1706724300123 + number,
                    "visitor": f"v{number}",
                    "event_type": "view",
                    "product_id": "M",
                }
                for number in (1, 2)
            )
        ),
        keys={"format": "json"},
        tables={
            "events": {
                "event_id": "event_id",
                "occurred_at": {"column": "ts", "time": ["unix_milliseconds"]},
                "user_id": "visitor",
                "event_type": "event_type",
                "target_item_id": "product_id",
            }
        },
    ),
    _case(
        "ads.csv",
        rows(
            "Campaign report,,,,,",
            '"March 1, 2024 - March 2, 2024",,,,,',
            "Day,Campaign,Currency code,Cost,Impr.,Clicks",
            '2024-03-01,Spring sale,EUR,41.27,"5,310",122',
            "2024-03-02,Spring sale,EUR,3.10,20,0",
        ),
        keys={"csv": {"skip_lines": 2}},
        tables={
            "spend": {
                "spend_id": {"made_of": ["Day", "Campaign"]},
                "spent_at": "Day",
                "campaign_id": {"made_of": ["Campaign"]},
                "amount": "Cost",
                "currency": "Currency code",
                "impression_count": "Impr.",
                "click_count": "Clicks",
            },
            "campaigns": {"campaign_id": {"made_of": ["Campaign"]}, "name": "Campaign"},
        },
    ),
    _case(
        "anzeigen.csv",
        rows(
            "Tag;Kampagnenname;Ausgegebener Betrag (EUR);Impressionen;Klicks (alle)",
            "01.03.2024;Frühling;41,27;5.310;122",
            "13.03.2024;Frühling;3,10;20;0",
        ),
        keys={"csv": {"delimiter": ";"}, "decimal": ","},
        tables={
            "spend": {
                "spent_at": {"column": "Tag", "time": ["d.M.yyyy"]},
                "campaign_id": "Kampagnenname",
                "amount": "Ausgegebener Betrag (EUR)",
                "currency": {"constant": "EUR"},
                "impression_count": "Impressionen",
                "click_count": "Klicks (alle)",
            }
        },
    ),
    _case(
        "search.csv",
        rows(
            "Date,Query,Page,Country,Device,Clicks,Impressions,CTR,Position",
            "2024-03-01,blue mug,https://example.org/mug,deu,MOBILE,3,40,7.5%,4.2",
            "2024-03-01,teapot,https://example.org/pot,deu,DESKTOP,1,10,10%,8.1",
        ),
        tables={
            "search_console": {
                "search_id": {"made_of": ["Date", "Page", "Query", "Country", "Device"]},
                "searched_at": "Date",
                "page": "Page",
                "query": "Query",
                "country": "Country",
                "device": "Device",
                "impression_count": "Impressions",
                "click_count": "Clicks",
                "position": "Position",
            }
        },
    ),
    _case(
        "contacts.csv",
        rows(
            "Record ID,First Name,Last Name,Email,Country/Region,Create Date",
            "101,Ada,Berg,ada@example.org,Germany,2024-01-31 18:05",
            "102,Bo,Lind,bo@example.org,Sweden,2024-02-01 08:00",
        ),
        tables={
            "users": {
                "user_id": "Record ID",
                "country": "Country/Region",
                "account_created_at": "Create Date",
            }
        },
    ),
    _case(
        "edges.csv",
        rows("follower_id,followed_id,followed_at", "1,2,2024-01-31", "2,3,2024-02-01"),
        tables={
            "follows": {
                "follower_id": "follower_id",
                "followed_id": "followed_id",
                "followed_at": "followed_at",
            }
        },
    ),
    _case(
        "plan.csv",
        rows(
            "Campaign ID,Campaign name,Channel,Start date,End date,Budget,Currency",
            "c1,Spring,search,2024-03-01,2024-03-31,1000,EUR",
            "c2,Summer,social,2024-06-01,2024-06-30,2000,EUR",
        ),
        tables={
            "campaigns": {
                "campaign_id": "Campaign ID",
                "name": "Campaign name",
                "starts_on": "Start date",
                "ends_on": "End date",
                "budget": "Budget",
                "currency": "Currency",
            }
        },
    ),
    _case(
        "till.txt",
        rows(
            " customer  date     price",
            " 00001  19970101   11.77",
            " 00002  19970112   12.00",
            " 00002  19970112   77.00",
        ),
        keys={"csv": {"delimiter": "whitespace"}, "earliest": "1997-01-01"},
        tables={
            "orders": {
                "user_id": "customer",
                "ordered_at": {"column": "date", "time": ["yyyyMMdd"]},
                "amount": "price",
            }
        },
        needed=("currency",),
    ),
    _case(
        "labels.tsv",
        rows("label\ttext", "joy\tI won the match today", "anger\tnever going there again, at all"),
        keys={"format": "tsv"},
        tables={"posts": {"text": "text", "post_id": {"made_of": ["text"], "numbered": True}}},
        needed=("posted_at",),
    ),
    _case(
        "nothing.csv",
        rows("TV,Radio,Sales", "230.1,37.8,22.1", "44.5,39.3,10.4"),
        tables={},
        needed=("say which table",),
    ),
    _case(
        "buchungen.csv",
        rows(
            "Rechnungsnummer,Datum,Betrag,Währung",
            "A-17,31.01.2024,49.90,EUR",
            "A-17,14.02.2024,-49.90,EUR",
            "A-18,15.02.2024,7.50,EUR",
        ),
        tables={
            "orders": {
                "order_line_id": {
                    "made_of": ["Rechnungsnummer", "Datum", "Betrag"],
                    "numbered": True,
                },
                "order_id": "Rechnungsnummer",
            }
        },
    ),
    _case(
        "PayPal.CSV",
        rows(
            "Datum,Brutto,Währung,Transaktionscode,Rechnungsnummer",
            '01.03.2024,"1.049,90",EUR,4XA1,A-17',
            '13.03.2024,"-49,90",EUR,5XA1,A-17',
        ),
        keys={"decimal": ","},
        tables={
            "orders": {"order_line_id": "Transaktionscode", "order_id": "Rechnungsnummer"},
        },
    ),
    _case(
        "ventes.csv",
        rows(
            "Date;N° ticket;Article;Quantité;Montant TTC (EUR)",
            "01/03/2024;1001;Tasse bleue;2;15,00",
            "15/03/2024;1002;Théière;1;1 020,00",
        ),
        keys={"csv": {"delimiter": ";"}, "decimal": ","},
        tables={"orders": {"order_line_id": "N° ticket", "amount": "Montant TTC (EUR)"}},
    ),
    _case(
        "members.csv",
        rows(
            "Email Address,First Name,Last Name,OPTIN_TIME,LAST_CHANGED",
            "ann@example.org,Ann,A,2023-05-01 10:11:12,2024-01-02 03:04:05",
            "bob@example.org,Bob,B,2023-06-01 10:11:12,2024-01-03 03:04:05",
        ),
        tables={
            "users": {
                "user_id": {"made_of": ["Email Address"], "folded": True},
                "name": {"joined": ["First Name", "Last Name"]},
                "account_created_at": "OPTIN_TIME",
                "updated_at": "LAST_CHANGED",
            }
        },
    ),
    _case(
        "likes.tsv",
        rows("user_id\tpost_id\tliked_at", "u1\tp9\t2024-03-01T10:00:00Z", "u2\tp8\t2024-03-01"),
        keys={"format": "tsv"},
        tables={
            "events": {
                "occurred_at": "liked_at",
                "user_id": "user_id",
                "target_post_id": "post_id",
                "event_type": {"constant": "like"},
            }
        },
    ),
    _case(
        "reactions.csv",
        rows(
            "post_id,user_id,created_at",
            "p9,u1,2024-03-01T10:00:00Z",
            "p9,u2,2024-03-02T10:00:00Z",
        ),
        tables={"events": {"target_post_id": "post_id", "user_id": "user_id"}},
        needed=("event_type",),
    ),
    _case(
        "posts_without_texts.csv",
        rows(
            "post_id,user_id,created_at",
            "p9,u1,2024-03-01T10:00:00Z",
            "p8,u2,2024-03-02T10:00:00Z",
        ),
        tables={"posts": {"post_id": "post_id", "user_id": "user_id", "posted_at": "created_at"}},
    ),
    _case(
        "clicks.csv",
        rows("user,action,item,ts", "u1,view,MUG-1,1709280000123", "u1,buy,MUG-1,1709280005123"),
        tables={"events": {"target_item_id": "item", "event_type": "action"}},
    ),
    _case(
        "replies.csv",
        rows(
            "Respondent ID,Start Date,End Date,What could we do better?",
            "114000000001,2024-03-01 10:00,2024-03-01 10:05,Faster delivery would be good please",
            "114000000002,2024-03-02 10:00,2024-03-02 10:05,The handle broke after a week of use",
        ),
        tables={"posts": {"text": "What could we do better?"}},
    ),
    _case(
        "eBay-OrdersReport.csv",
        rows(
            "Order Number,Buyer Username,Item Title,Quantity,Sold For,Total Price,Sale Date",
            "04-1,ann_17,Mug,2,EUR 7.50,EUR 19.00,Mar-01-24",
            "05-1,bob_x,Teapot,1,EUR 20.00,EUR 24.00,Mar-15-24",
        ),
        tables={
            "orders": {
                "order_id": "Order Number",
                "ordered_at": {"column": "Sale Date", "time": ["MMM-d-yy"]},
                "amount": "Total Price",
                "currency": {"constant": "EUR"},
                "quantity": "Quantity",
                "product_name": "Item Title",
            }
        },
    ),
]

namespace Cerniq.Sandbox.Control;

/// <summary>What is and what is not simulated, for a person.</summary>
internal static class AboutPage
{
    public const string Html = """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><title>Cerniq sandbox</title>
        <style>body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem}code{background:#eee;padding:0 .2em}</style></head><body>
        <h1>Cerniq sandbox</h1>
        <p>Stand-ins for Oblio, ANAF, Revolut Business and e-conomic, with their wire formats. Nothing here reaches a real service.</p>
        <h2>Simulated</h2>
        <ul>
        <li><b>Oblio</b> <code>/oblio/api</code>: token, nomenclatures, proformas, invoices, notices, conversions, stornos, idempotencyKey, lists, cancel, restore, delete, collect, e-Factura, PDF and XML by link.</li>
        <li><b>ANAF</b> <code>/anaf/{prod|test}/FCTEL/rest</code>: upload, uploadb2c, stareMesaj, both lists, descarcare with a verifiable signature, validare, transformare, validate/signature, OAuth login with rotating refresh tokens, daily quotas; <code>/anaf/api/PlatitorTvaRest/v9/tva</code>.</li>
        <li><b>Revolut Business</b> <code>/revolut/api/1.0</code> and <code>/2.0/webhooks</code>: token, accounts, transactions, pay, transfer, counterparties, signed webhooks with retries and failed events.</li>
        <li><b>e-conomic</b> <code>/economic</code>: journals, vouchers, entries with filters, attachments, accounting years, Idempotency-Key.</li>
        </ul>
        <h2>Not simulated</h2>
        <ul>
        <li>Oblio: receipts, stock, editing, webhooks, real e-mail (they are noted in the ledger), automatic sending to SPV.</li>
        <li>ANAF: the certificate at log-in, the 60-day clean-up of lists, the asynchronous registry, e-Transport, the layout of the PDF.</li>
        <li>Revolut: exchanges, payment drafts, payout links, cards, scopes, webhooks v1. The waits between webhook tries are seconds, not minutes.</li>
        <li>e-conomic: customers, suppliers, invoices, accounts and VAT postings; every account exists but 9999; GIF attachments; an attachment of several files is counted page by page, but its PDF only names them.</li>
        <li>Rate limits are counted but enforced only after <code>POST /sandbox/limits</code>; ANAF's daily quotas always are.</li>
        </ul>
        <h2>Control</h2>
        <p><code>GET /sandbox/ledger</code> · <code>GET /sandbox/calls</code> · <code>POST|GET|DELETE /sandbox/faults</code> · <code>POST /sandbox/clock</code> · <code>POST /sandbox/limits</code> ·
        <code>POST /sandbox/companies</code> · <code>POST /sandbox/revolut/pay</code> · <code>POST /sandbox/economic/book</code> and <code>/pay</code> ·
        <code>POST /sandbox/anaf/rights</code> · <code>GET /sandbox/anaf/certificate</code> · <code>POST /sandbox/oblio/series</code> · <code>POST /sandbox/reset</code></p>
        </body></html>
        """;
}

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Cerniq.EInvoicing.Signatures;
using Cerniq.EInvoicing.Tests.Model;
using Cerniq.EInvoicing.Ubl;

namespace Cerniq.EInvoicing.Tests.Cli;

public sealed class VerifyCommandTests : IDisposable
{
    private static readonly DateTimeOffset At = new(2026, 3, 3, 10, 0, 0, TimeSpan.Zero);
    private static readonly byte[] Invoice = UblWriter.Write(Samples.Invoice);

    private readonly CliRun _run = new();
    private readonly X509Certificate2 _signer = NewSigner();

    public void Dispose()
    {
        _run.Dispose();
        _signer.Dispose();
    }

    [Fact]
    public async Task A_sound_signature_by_a_trusted_certificate_is_accepted()
    {
        var zip = _run.File("r.zip", Archive(Invoice));
        await _run.RunAsync("verify", zip, "--trust", _run.File("signer.pem", _signer.ExportCertificatePem()), "--invoice", _run.File("i.xml", Invoice));
        _run.ExitCode.ShouldBe(0);
        _run.Output.ShouldContain("upload 5000: signature valid");
        _run.Output.ShouldContain("byte for byte");
    }

    [Fact]
    public async Task A_fingerprint_is_enough_to_trust()
    {
        var fingerprint = Convert.ToHexString(SHA256.HashData(_signer.RawData));
        (await _run.RunAsync("verify", _run.File("r.zip", Archive(Invoice)), "--trust", fingerprint)).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task A_signer_nobody_trusts_is_not_accepted_however_sound_the_signature()
    {
        await _run.RunAsync("verify", _run.File("r.zip", Archive(Invoice)));
        _run.ExitCode.ShouldBe(1);
        _run.Output.ShouldContain("NOT accepted");
        _run.Output.ShouldContain("--trust " + Convert.ToHexString(SHA256.HashData(_signer.RawData)));
    }

    [Fact]
    public async Task Another_invoice_than_the_signed_one_is_noticed()
    {
        var other = _run.File("i.xml", UblWriter.Write(Samples.CreditNote));
        await _run.RunAsync("verify", _run.File("r.zip", Archive(Invoice)), "--trust", _run.File("signer.der", _signer.RawData), "--invoice", other);
        _run.ExitCode.ShouldBe(1);
        _run.Output.ShouldContain("the bytes differ");
    }

    [Fact]
    public async Task Altered_content_is_noticed()
    {
        var altered = ResponseArchiveWriter.Write("5000", UblWriter.Write(Samples.CreditNote), ResponseSigner.Sign(Invoice, _signer), At);
        await _run.RunAsync("verify", _run.File("r.zip", altered), "--trust", _run.File("signer.der", _signer.RawData));
        _run.ExitCode.ShouldBe(1);
        _run.Output.ShouldContain("digests differ");
    }

    [Fact]
    public async Task A_rejection_shows_every_message_of_ANAF()
    {
        var rejection = new AnafErrorFile("5000", "14399840", ["prima eroare", "a doua eroare"]).Write();
        await _run.RunAsync("verify", _run.File("r.zip", Archive(rejection)), "--trust", _run.File("signer.der", _signer.RawData));
        _run.Output.ShouldContain("prima eroare");
        _run.Output.ShouldContain("a doua eroare");
    }

    [Theory]
    [InlineData("r.zip")]
    [InlineData("none.zip")]
    public async Task What_is_no_archive_is_unreadable(string name)
    {
        _run.File("r.zip", "hello");
        (await _run.RunAsync("verify", Path.Combine(_run.Folder, name))).ExitCode.ShouldBe(2);
        _run.Error.ShouldContain(name);
    }

    [Fact]
    public async Task Something_else_than_a_certificate_is_named()
    {
        await _run.RunAsync("verify", _run.File("r.zip", Archive(Invoice)), "--trust", _run.File("x.pem", "hello"));
        _run.ExitCode.ShouldBe(2);
        _run.Error.ShouldContain("neither a certificate nor a SHA-256 fingerprint");
    }

    private byte[] Archive(byte[] content) => ResponseArchiveWriter.Write("5000", content, ResponseSigner.Sign(content, _signer), At);

    private static X509Certificate2 NewSigner()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=Ministerul Test, C=RO", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return request.CreateSelfSigned(At.AddYears(-1), At.AddYears(1));
    }
}

using Cerniq.Sandbox;

var app = SandboxApp.Build(args, SandboxOptions.FromEnvironment());
await app.RunAsync();

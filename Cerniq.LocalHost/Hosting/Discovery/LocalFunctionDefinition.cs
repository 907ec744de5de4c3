using System.Collections.Immutable;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Cerniq.LocalHost.Hosting.Discovery;

internal sealed class LocalFunctionDefinition : FunctionDefinition
{
    private readonly MethodInfo _method;
    private readonly OutputBinding[] _outputs;
    private readonly Lazy<string> _id;
    private readonly Lazy<ImmutableArray<FunctionParameter>> _parameters;
    private readonly Lazy<IImmutableDictionary<string, BindingMetadata>> _inputs;

    public LocalFunctionDefinition(string name, MethodInfo method, OutputBinding[] outputs)
    {
        Name = name;
        _method = method;
        _outputs = outputs;
        _id = new Lazy<string>(() => Hash($"{name} {EntryPoint}"));
        _parameters = new Lazy<ImmutableArray<FunctionParameter>>(() => [.. method.GetParameters().Select(Describe)]);
        _inputs = new Lazy<IImmutableDictionary<string, BindingMetadata>>(ReadInputs);
    }

    public override ImmutableArray<FunctionParameter> Parameters => _parameters.Value;

    public override string PathToAssembly => _method.DeclaringType!.Assembly.Location;

    public override string EntryPoint => $"{_method.DeclaringType!.FullName}.{_method.Name}";

    public override string Id => _id.Value;

    public override string Name { get; }

    public override IImmutableDictionary<string, BindingMetadata> InputBindings => _inputs.Value;

    public override IImmutableDictionary<string, BindingMetadata> OutputBindings =>
        _outputs.ToImmutableDictionary(o => o.Name, o => (BindingMetadata)new LocalBindingMetadata(o.Name, o.Type, BindingDirection.Out));

    private static FunctionParameter Describe(ParameterInfo parameter) =>
        new(parameter.Name!, parameter.ParameterType, parameter.HasDefaultValue, parameter.HasDefaultValue ? parameter.DefaultValue : null);

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];

    private ImmutableDictionary<string, BindingMetadata> ReadInputs() =>
        _method.GetParameters()
            .Select(parameter => (parameter.Name, Binding: parameter.GetCustomAttribute<BindingAttribute>()))
            .Where(input => input.Binding is not null)
            .ToImmutableDictionary(
                input => input.Name!,
                input => (BindingMetadata)new LocalBindingMetadata(input.Name!, BindingTypes.Of(input.Binding!), BindingDirection.In));
}

internal sealed class LocalBindingMetadata(string name, string type, BindingDirection direction) : BindingMetadata
{
    public override string Name { get; } = name;

    public override string Type { get; } = type;

    public override BindingDirection Direction { get; } = direction;
}

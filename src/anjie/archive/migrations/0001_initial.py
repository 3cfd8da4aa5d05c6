"""Checkpoints, the heads they stand on, and since when files may be disposed of."""
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('cases', '0007_destroying'),
        ('directory', '0002_calendar_edition'),
    ]

    operations = [
        migrations.CreateModel(
            name='Checkpoint',
            fields=[
                ('nth', models.IntegerField(primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('size', models.BigIntegerField()),
                ('root', models.BinaryField(max_length=32)),
                ('previous', models.BinaryField(max_length=32)),
                ('tiles', models.BinaryField()),
                ('key', models.CharField(max_length=40)),
                ('signature', models.BinaryField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name='Anchor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('case_id', models.BigIntegerField()),
                ('number', models.CharField(max_length=80)),
                ('seq', models.IntegerField()),
                ('hash', models.BinaryField(max_length=32)),
                ('checkpoint', models.IntegerField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('case_id', 'checkpoint'), name='anchor_once')],
            },
        ),
        migrations.CreateModel(
            name='Keeping',
            fields=[
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='keeping', serialize=False, to='cases.case')),
                ('free_on', models.DateField(null=True)),
                ('city', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.unit')),
                ('county', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.unit')),
                ('head', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.unit')),
                ('region', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.unit')),
            ],
            options={
                'indexes': [models.Index(fields=['head', 'free_on', 'case'], name='keeping_head'), models.Index(fields=['region', 'free_on', 'case'], name='keeping_region'), models.Index(fields=['city', 'free_on', 'case'], name='keeping_city'), models.Index(fields=['county', 'free_on', 'case'], name='keeping_county')],
            },
        ),
    ]
